"""A batch from upload to results, by the HTTP API alone."""

from tests.web.api.conftest import Client


def test_smoke(crm: Client) -> None:
    n = crm.judged()
    a = crm.get(f"/batches/{n}")
    print(a.text)
    b = crm.start(n, "a", {"messages": 3})
    print(b.status_code, b.text)
    for p in (
        "/batches",
        f"/batches/{n}/rows",
        f"/batches/{n}/doubt",
        f"/batches/{n}/results.csv",
        "/optouts",
        "/openapi.json",
    ):
        r = crm.get(p)
        print(p, r.status_code, r.text[:1500])
    assert 0
