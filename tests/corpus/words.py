"""Lists whose cells hold what other programs left there: signs of web pages, of databases, misread letters."""

from typing import Any, Final

from tests.corpus.lists import Awkward, sheet, text


def _wordpress(page: Any) -> None:
    page.append(["Nome", "Telefone", "Empresa"])
    page.append(["Jos&#233; D&#8217;&Aacute;vila", "11 91234-5678", "Prado &amp;amp; Filhos"])


def _from_database(page: Any) -> None:
    page.append(["nome", "fone"])
    page.append(["\\N", "11 91234-5678"])


def _pasted(page: Any) -> None:
    page.append(["nome", "fone"])
    page.append(["D\x92Ávila", "11 91234-5678"])


LISTS: Final[list[Awkward]] = [
    text("entities of PHP", "nome,fone,obs\nJo&atilde;o D&#039;&Aacute;vila,1,A &lt; B\n", "nome|fone|obs",
         "2 João D'Ávila|1|A < B", "htmlentities() before the export"),
    text("entities in capitals", "NOME\tFONE\nJO&ATILDE;O CONCEI&CCEDIL;&ATILDE;O\t1\n", "NOME|FONE",
         "2 JOÃO CONCEIÇÃO|1", "UPPER() of a database over entities"),
    text("entities in quotes", 'nome;fone\n"D&#39;&Aacute;vila; Ana";1\n', "nome|fone",
         "2 D'Ávila; Ana|1", "their semicolons are quoted"),
    text("entities in names of columns", "Nome,Telefone,N&atilde;o enviar\nAna,1,sim\n",
         "Nome|Telefone|Não enviar", "2 Ana|1|sim", "an opt-out is to be found whatever it is called"),
    sheet("entities in a workbook", _wordpress, "Nome|Telefone|Empresa",
          "2 José D’Ávila|11 91234-5678|Prado & Filhos", "a form of WordPress, encoded twice"),
    text("addresses with ampersands", "nome,fone,link\nAna,1,https://x.com/?a=1&copy=2&amp;b=3\n",
         "nome|fone|link", "2 Ana|1|https://x.com/?a=1&copy=2&b=3", "only &amp; is an entity there"),
    text("ampersands of firms", "nome,fone\nPrado & Filhos; C&A; R&D;,1\n", "nome|fone",
         "2 Prado & Filhos; C&A; R&D;|1", "none of them is an entity"),
    text("null of MySQL", 'nome,fone,cidade\n"Ana",1,\\N\n\\N,2,"Niterói"\n', "nome|fone|cidade",
         "2 Ana|1|  3 |2|Niterói", "SELECT … INTO OUTFILE"),
    text("null of PostgreSQL", "nome\tfone\tcidade\nAna\t1\t\\N\n", "nome|fone|cidade", "2 Ana|1|",
         "COPY … TO, text format"),
    text("null with blanks", "nome;fone;obs\nAna;1; \\N \n", "nome|fone|obs", "2 Ana|1|",
         "padded by a report"),
    sheet("null in a workbook", _from_database, "nome|fone", "2 |11 91234-5678", "imported and saved"),
    text("no null", "nome;fone;pasta\nAna;1;C:\\Novo\n", "nome|fone|pasta", "2 Ana|1|C:\\Novo",
         "more stands there than the sign"),
    text("controls for quotes", "nome;fone\n\x93Zé\x94 D\x92Ávila;1\n", "nome|fone",
         "2 “Zé” D’Ávila|1", "cp1252 read as Latin-1, saved as UTF-8"),
    text("controls in UTF-16", "nome\tfone\nVida \x96 Centro\t1\n", "nome|fone", "2 Vida – Centro|1",
         "Excel's Unicode text of such a list", encoding="utf-16"),
    text("controls in Latin-1", "nome;fone\nJo\xe3o\x81 D\x92Ávila;1\n", "nome|fone",
         "2 João\x81 D’Ávila|1", "a byte that Windows has not: what nobody knows stays",
         encoding="latin-1"),
    sheet("controls in a workbook", _pasted, "nome|fone", "2 D’Ávila|11 91234-5678", "pasted from one"),
    text("UTF-8 read as Latin-1", "nome;fone\nCONCEI\xc3\x87\xc3\x83O;1\n", "nome|fone",
         "2 CONCEI\xc3\x87\xc3\x83O|1", "its controls are halves of letters: warned of, not mended"),
]  # fmt: skip
