"""Choose rows by the HTTP API: `where` among the options of a check."""

from tests.web.api.conftest import Client


def test_rows_are_chosen_by_conditions(crm: Client) -> None:
    batch = crm.judged(where=["nome = ana souza"])
    told = crm.get(f"/batches/{batch}").json()
    assert told["problems"] == {"not_chosen": 3}
    assert (told["read_as"]["where"], told["read_as"]["left_out"]) == (["nome = ana souza"], 3)


def test_a_condition_that_cannot_be_used_is_refused_with_its_code(crm: Client) -> None:
    body = {"list": crm.upload(), "texts": ["Oi {{nome}}"]}
    for where, code in (
        ("nom = ana", "condition_column_unknown"),
        ("nome", "condition_compares_nothing"),
        ("nome =", "condition_unfinished"),
    ):
        answer = crm.post("/batches", {**body, "options": {"where": [where]}})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert answer.json()["next"]
        assert "--" not in answer.json()["next"]
    answer = crm.post("/batches", {**body, "options": {"where": "nome = Ana"}})
    assert answer.json()["errors"][0]["pointer"] == "#/options/where"
