"""Every entry of the catalog's column names and tasks is one that the laboratory uses."""

import pytest

from claims.catalog.column_names import ColumnPair, column_pairs, column_roles
from claims.catalog.hub_tasks import hub_tasks, same_models
from reproducers.lab.data import column_names
from reproducers.lab.data.task_roles import ROLES_OF_TASK

_ELSEWHERE = {"id", "output", "latency", "price", "score", "answer"}
"""Roles of a file of predictions, and what a number that rates a pair or a right choice is called."""


def test_every_role_of_a_task_has_names_and_every_name_a_role_that_is_asked_for() -> None:
    wanted = {role for task in ROLES_OF_TASK.values() for role in (*task.needed, *task.optional)}
    assert wanted | _ELSEWHERE == set(column_roles())


def test_every_column_name_is_found_for_its_role() -> None:
    for role in column_roles().values():
        assert len(set(role.columns)) == len(role.columns), role.name
        for column in role.columns:
            assert column_names.role_of([column.upper()], role.name, (), "rows.csv") == column.upper()


@pytest.mark.parametrize("pair", column_pairs(), ids=lambda pair: f"{pair.first}, {pair.second}")
def test_every_pair_of_columns_is_found(pair: ColumnPair) -> None:
    columns = [pair.second, "other", pair.first]
    assert column_names.known_pair(columns) == (pair.first, pair.second)
    partner = column_names.partner(columns, pair.first, (), "rows.csv")
    assert partner == (pair.second if pair.completes else None)


def test_every_group_of_tasks_joins_tasks_that_are_apart_otherwise() -> None:
    for group in hub_tasks().same_models:
        assert all(same_models(task, other) for task in group.tasks for other in group.tasks)
        assert not any(same_models(task, "image-classification") for task in group.tasks)
    assert "text-classification" not in hub_tasks().other_than_classification


def test_every_fact_says_where_it_was_read() -> None:
    assert all(role.source for role in column_roles().values())
    assert all(pair.source for pair in column_pairs())
    assert all(group.source for group in hub_tasks().same_models)
