# Two commands are enough: `make verify` and `make test`. Both set everything up first.
#
#   make verify                                   the embedded example
#   make verify TARGET=org/model DATA=ours.csv    one's own
#   make test                                     the whole suite
#   make test-postgres                            the store's tests once more, on a PostgreSQL server
#   make optimize                                 a small detector of our own, made cheaper, with a memo for a manager
#   make detector-memo                            the same, and its memo becomes the one in docs
#   make serve                                    a server with its pages, a worker, and the schedules of prefect.yaml
#   make check                                    lint, types (of the tests too), import rules
#   make installed                                the wheel, installed outside the checkout, runs the example
#   make verify CUDA=1                            with the accelerator build of torch

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
# A sandboxed child may write nowhere, so what only children import is compiled here, once: else every run compiles torch.
HEAVY := onnx.reference.ops._op_list, onnxruntime, pymupdf, sklearn.metrics, torch, torch.utils.data; from transformers import AutoModel, AutoTokenizer, BertModel
READING := flows.cli, flows.extract, reports.views.extract_json, extractors.pipeline.warm_up as warm_up; warm_up.cards(); warm_up.pdf_papers()
LOOKING := flows.autopsy, reproducers.lab.autopsy.examine, reports.html, reports.autopsy as forms, reproducers.lab.autopsy.formats as formats; list(forms.registry); list(formats.registry); import reproducers.lab.profiling.run
OUTSIDE := $(or $(TMPDIR),/tmp)/assay-installed
TARGET ?= example
DATA ?=
OPTIONS ?=
EXAMPLE := $(filter example,$(TARGET))
EXAMPLE_NOTE := The card of the example states wrong numbers on purpose, so a refuted claim is no failure here (--fail-on none).

# pip may have been told of a folder of wheels; then uv is told of it too. Everybody else gets torch's CPU build from
# PyTorch's own index, since the registry's newest one brings several GB of CUDA along; CUDA=1 asks for that one.
# So torch is another file for each of the three, with another hash: requirements.lock holds hashes of everything else,
# which uv checks, and requirements-torch.lock only torch's version.
ifneq ($(strip $(PIP_FIND_LINKS)),)
  UV := UV_FIND_LINKS="$(PIP_FIND_LINKS)" $(BIN)/uv
  BACKEND :=
else
  UV := $(BIN)/uv
  BACKEND := $(if $(CUDA),--torch-backend auto,--torch-backend cpu)
endif

.PHONY: verify optimize detector-memo serve test test-postgres check installed lock clean
LOCKS := requirements.lock requirements-torch.lock
# The extras of the lock: those that the tests need and that are small. Without catboost, spacy and timm (100 to 270 MB).
EXTRAS := dev realmodels example graph tensorboard fasttext gguf lightgbm mlflow office postgres s3 skops tflite

verify: $(VENV)/.ready
	@$(BIN)/verify "$(TARGET)" $(if $(DATA),--data "$(DATA)") $(if $(EXAMPLE),--fail-on none) $(OPTIONS)
	$(if $(EXAMPLE),@echo "$(EXAMPLE_NOTE)")
	@command -v verify > /dev/null || echo "To type verify by itself, say in this shell: . $(BIN)/activate"

# The detector is trained, its pages are drawn, and a memo is written beside them; a busy machine needs BUDGET=300s.
DETECTOR ?= examples/detector/made
MEMO ?= $(DETECTOR)/memo
BUDGET ?= 120s
optimize: $(VENV)/.ready
	rm -rf $(DETECTOR)
	$(BIN)/python examples/detector/train.py --out $(DETECTOR)/page-blocks
	$(BIN)/python examples/detector/pages.py --out $(DETECTOR)/pages
	$(BIN)/verify optimize $(DETECTOR)/page-blocks --data $(DETECTOR)/pages --max-drop 5% --budget $(BUDGET) --out $(DETECTOR)/cheaper
	$(BIN)/verify memo $(DETECTOR)/cheaper --author "make optimize" --out $(MEMO).md
	$(BIN)/verify memo $(DETECTOR)/cheaper --author "make optimize" --out $(MEMO).html

detector-memo:
	$(MAKE) optimize MEMO=docs/detector-memo

serve: $(VENV)/.ready
	@$(BIN)/python -m flows.serve

# A file to a process; one more than two cores have, since the tests of schedules and deadlines mostly wait.
# What they import is compiled once, even where Python was told to write no bytecode: else each process does it again.
# A test that failed beside others runs once more, with the machine to itself: some are about seconds. It has to pass then.
test: $(VENV)/.ready
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder \
		|| PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --last-failed --last-failed-no-failures none --maxfail 1 -v

# The tests of store, library, history and ingestion once more, on a PostgreSQL server that they start.
test-postgres: $(VENV)/.ready
	ASSAY_TEST_STORE=postgresql $(BIN)/python -m pytest tests/flows/test_postgres.py tests/flows/test_store.py tests/flows/test_library.py tests/flows/test_history.py tests/flows/test_ingest.py tests/flows/test_ingest_requests.py

check: $(VENV)/.ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m reports.views --check docs
	$(BIN)/python -m pytest -q tests/claims/test_verdicts.py tests/claims/test_many_claims.py tests/claims/test_this_machine.py tests/claims/test_plain_score.py tests/claims/test_verdict_reservations.py tests/claims/rules/test_measured.py tests/claims/test_pilot.py tests/claims/test_variant_choice.py --cov=claims.verdicts --cov-branch --cov-fail-under=100

$(VENV)/.ready: $(LOCKS) pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(UV) pip install --quiet --python $(BIN)/python $(BACKEND) $(addprefix -r ,$(LOCKS))
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -c "import $(HEAVY)"
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -c "import $(READING)"
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -c "import $(LOOKING)"
	@touch $@

# What somebody gets who installs the wheel: an environment of its own, nothing of the checkout on its path.
installed: $(VENV)/.ready
	rm -rf $(OUTSIDE) && mkdir -p $(OUTSIDE)
	$(BIN)/python -m hatchling build --target wheel --directory $(OUTSIDE)
	$(PYTHON) -m venv --without-pip $(OUTSIDE)/env
	$(UV) pip install --quiet --python $(OUTSIDE)/env/bin/python $(BACKEND) $(addprefix -c ,$(LOCKS)) $(OUTSIDE)/*.whl
	cd $(OUTSIDE) && PYTHONDONTWRITEBYTECODE= env/bin/python -c "import $(HEAVY)"
	cd $(OUTSIDE) && env/bin/verify --version && env/bin/verify --help > help.txt
	cd $(OUTSIDE) && VERIFY_HOME=$(OUTSIDE)/home env/bin/verify example --fail-on none
	rm -rf $(OUTSIDE)

# The versions of the lock stay where they still fit pyproject.toml; UPGRADE=1 takes the newest. torch's version is written
# by hand. Its CPU build is what is resolved with, so that no package of CUDA's comes into the lock.
lock: $(VENV)/.ready
	sed -n 's/^torch==.*/&+cpu/p' requirements-torch.lock | $(UV) pip compile --quiet --python $(BIN)/python \
		$(if $(BACKEND),--torch-backend cpu) $(if $(UPGRADE),--upgrade) --generate-hashes --no-emit-package torch \
		$(addprefix --extra ,$(EXTRAS)) --custom-compile-command "make lock" \
		-c - -o requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) .verify .mypy_cache .ruff_cache .pytest_cache
