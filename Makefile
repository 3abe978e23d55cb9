# Two commands are enough: `make verify` and `make test`. Both set everything up first.
#
#   make verify                                   the embedded example
#   make verify TARGET=org/model DATA=ours.csv    one's own
#   make test                                     the whole suite
#   make serve                                    a server with its pages, a worker, and the schedules of prefect.yaml
#   make check                                    lint, types, the house's rules
#   make verify CUDA=1                            with the accelerator build of torch

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
# A sandboxed child may write nowhere, so what only children import is compiled here, once: else every run compiles torch.
HEAVY := onnxruntime, pandas, pymupdf, sklearn.metrics, torch; from transformers import AutoModel, AutoTokenizer, BertModel
TARGET ?= example
DATA ?=
OPTIONS ?=
EXAMPLE := $(filter example,$(TARGET))
EXAMPLE_NOTE := The card of the example states wrong numbers on purpose, so a refuted claim is no failure here (--fail-on none).

# pip may have been told of a folder of wheels; then uv is told of it too. Outsiders get torch's CPU build from
# PyTorch's own index, since the registry's newest one brings several GB of CUDA along; CUDA=1 asks for that one.
ifneq ($(strip $(PIP_FIND_LINKS)),)
  UV := UV_FIND_LINKS="$(PIP_FIND_LINKS)" $(BIN)/uv
  BACKEND :=
else
  UV := $(BIN)/uv
  BACKEND := $(if $(CUDA),--torch-backend auto,--torch-backend cpu)
endif

.PHONY: verify serve test check lock golden clean

verify: $(VENV)/.ready
	@$(BIN)/verify "$(TARGET)" $(if $(DATA),--data "$(DATA)") $(if $(EXAMPLE),--fail-on none) $(OPTIONS)
	$(if $(EXAMPLE),@echo "$(EXAMPLE_NOTE)")

serve: $(VENV)/.ready
	@$(BIN)/python -m flows.serve

# A file to a process; one more than two cores have, since the tests of schedules and deadlines mostly wait.
test: $(VENV)/.ready
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m reports.views --check docs
	$(BIN)/python -m pytest -q tests/claims/test_verdicts.py tests/claims/test_pilot.py --cov=claims.verdicts --cov-branch --cov-fail-under=100

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(UV) pip install --quiet --python $(BIN)/python $(BACKEND) -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -c "import $(HEAVY)"
	@touch $@

lock: $(VENV)/.ready
	$(BIN)/uv pip freeze --python $(BIN)/python | grep -v -E '^(-e|assay|uv==)' | sed 's/+cpu//' > requirements.lock

clean:
	rm -rf $(VENV) .verify .mypy_cache .ruff_cache .pytest_cache
