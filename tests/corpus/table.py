"""Lists whose table has to be found: titles, groups, numbers in the header, no header, other formats."""

from batch_sender.load.errors import HeaderBelow, HeaderMissing, ListNotAList
from tests.corpus.lists import Awkward, refused, text

ANA = "Ana|11 98765-4321"
BIA = "Bia|11 98765-4322"


def _csv(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


PEOPLE = ("Ana;11 98765-4321", "Bia;11 98765-4322")

TITLES = [
    text("groups", _csv("Paciente;Paciente;Consulta;Consulta", "Nome;Telefone;Data;Hora",
                        "Ana;11 98765-4321;12/03/2027;10:00"),
         "Nome|Telefone|Data|Hora", "3 Ana|11 98765-4321|12/03/2027|10:00",
         "a clinic's report: each group's name over each of its columns", facts={"header_row": 2}),
    text("merged groups", _csv("Dados;;Contato;;Endereço", "Nome;CPF;Fone;E-mail;Cidade",
                               "Ana;1;11 98765-4321;a@b;Santos"),
         "Nome|CPF|Fone|E-mail|Cidade", "3 Ana|1|11 98765-4321|a@b|Santos",
         "Excel's merged cells: only the first of a group is filled", facts={"header_row": 2}),
    text("names over two rows", _csv("Nome;Telefone;;Endereço;", ";DDD;Número;Rua;Cidade",
                                     "Ana;11;98765-4321;X;Santos"),
         "Nome|DDD|Número|Rua|Cidade", "3 Ana|11|98765-4321|X|Santos",
         "Nome is merged over both rows: its name stands above"),
    text("report header", _csv("Relatório de clientes", "Emitido em 12/03/2027", "Total: 2", "",
                               "Nome;Telefone", *PEOPLE),
         "Nome|Telefone", f"6 {ANA}  7 {BIA}", "an ERP's report", facts={"header_row": 5}),
    text("phone in a title", _csv("Clínica Vida - Tel. (11) 3333-4444", "", "Nome;Telefone", *PEOPLE),
         "Nome|Telefone", f"4 {ANA}  5 {BIA}", "the clinic's own number is no contact"),
    text("phone beside its word", _csv("Clínica Vida;;", "Telefone:;(11) 3333-4444;",
                                       "Nome;Telefone;Data", "Ana;11 98765-4321;1/2/2027"),
         "Nome|Telefone|Data", "4 Ana|11 98765-4321|1/2/2027", "the same, in a cell of its own"),
    text("title of two texts", _csv("Turma: 3B;Professora: Eva;", "Aluno;Fone da mãe;Jan/2027",
                                    "Ana;11 98765-4321;P"),
         "Aluno|Fone da mãe|Jan/2027", "3 Ana|11 98765-4321|P", "a school's attendance sheet"),
    text("years", _csv("Mensalidades", "", "Telefone;2024;2025", "11 98765-4321;10;20"),
         "Telefone|2024|2025", "4 11 98765-4321|10|20", "a header that is a number in part"),
    text("columns of days", _csv("Aluno;Celular;15/03;22/03", "Ana;11 98765-4321;P;F"),
         "Aluno|Celular|15/03|22/03", "2 Ana|11 98765-4321|P|F", "columns called by days"),
    text("numbers alone", _csv("0;1;2", "Ana;11 98765-4321;SP", "Bia;11 98765-4322;RJ"), "0|1|2",
         f"2 {ANA}|SP  3 {BIA}|RJ", "pandas, told of no header, numbers the columns"),
    text("units", _csv("Nome;Telefone;Valor", "(texto);(DDD + número);(R$)", "Ana;11 98765-4321;10"),
         "Nome|Telefone|Valor", "2 (texto)|(DDD + número)|(R$)  3 Ana|11 98765-4321|10",
         "a model's row of notes: a row without a number, never above the names"),
    text("footer", _csv("Nome;Telefone", *PEOPLE, "", "Total de registros: 2"), "Nome|Telefone",
         f"2 {ANA}  3 {BIA}  5 Total de registros: 2|", "a row without a number, which never goes"),
    text("codes of an ERP", _csv("TOTVS Protheus", "A1_COD;A1_NOME;A1_DDD;A1_TEL",
                                 "1;Ana;011;98765-4321"),
         "A1_COD|A1_NOME|A1_DDD|A1_TEL", "3 1|Ana|011|98765-4321", "words inside codes"),
    text("unknown words", _csv("Freguês;Handy", *PEOPLE), "Freguês|Handy", f"2 {ANA}  3 {BIA}",
         "no word that is known, and nothing that speaks against a header"),
    text("unknown words that look like names",
         _csv("Responsável Financeiro;Aluno Matriculado;Handy", "Ana Prado;Bia Lima;11987654321"),
         "Responsável Financeiro|Aluno Matriculado|Handy", "2 Ana Prado|Bia Lima|11987654321",
         "a word of it is one that columns are called by: nobody is called so"),
    text("names come twice", _csv("Nome;Fone", "Ana;98765-4321", "Nome;Telefone;E-mail;CPF",
                                  "Bia;98765-4322;a@b;1"),
         "Nome|Fone", "2 Ana|98765-4321  3 Nome|Telefone;E-mail;CPF  4 Bia|98765-4322;a@b;1",
         "two lists pasted together: the first names hold, or Ana would be lost",
         faults=("3 other_table", "4 other_table")),
]  # fmt: skip

HEADLESS = [
    refused("local numbers", _csv("Ana;98765-4321;SP", "Bia;98765-4322;SP"), HeaderMissing,
            "typed by a receptionist: the DDD goes without saying"),
    refused("first number blank", _csv("Ana;;SP", "Bia;11987654321;RJ"), HeaderMissing,
            "exported from an agenda: the first person has no phone"),
    refused("first number refused", _csv("Ana;não tem;SP", "Bia;11987654321;RJ"), HeaderMissing,
            "words in place of the number"),
    refused("first number cut", _csv("Ana;9876-543;x", "Bia;11987654321;y"), HeaderMissing,
            "a digit is missing"),
    refused("names alike", _csv("Ana Prado;recado", "Bia Lima;11987654321"), HeaderMissing,
            "Ana Prado is a name, as Bia Lima below is"),
    refused("addresses", _csv("Ana,ana@x.com", "Bia,bia@x.com"), HeaderMissing, "e-mails"),
    refused("documents", _csv("Ana;123.456.789-09;x", "Bia;123.456.789-09;y"), HeaderMissing, "CPFs"),
    refused("days", _csv("Ana;12/03/1980;x", "Bia;12/03/1981;11987654321"), HeaderMissing, "births"),
    refused("names among people", _csv("Ana;11987654321", "Nome;Telefone", "Zé;11987654322"),
            HeaderBelow, "sorted together with its header: Ana must not be lost"),
    text("nobody's numbers", _csv("12/03/2027;Café;9,90", "13/03/2027;Chá;4,50"),
         "12/03/2027|Café|9,90", "2 13/03/2027|Chá|4,50",
         "prices: nobody is lost, and the column of phones is what is missing"),
    text("said to have none", _csv("Ana;98765-4321;;SP", "Bia;98765-4322;;SP"),
         "Column A|Column B|Column C|Column D", "1 Ana|98765-4321||SP  2 Bia|98765-4322||SP",
         "by letters, a blank column too: B is B", options={"header_row": "none"},
         facts={"header_row": 0}),
]  # fmt: skip

_MARKUP = "<table><tr><td>nome</td><td>telefone</td></tr></table>"
FORMATS = [
    refused(name, content, ListNotAList, why)
    for name, content, why in (
        ("vcards", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\n", "an iPhone's contacts"),
        ("vcards in utf-16", "\ufeffBEGIN:VCARD\r\nVERSION:2.1\r\n".encode("utf-16-le"), "Nokia's"),
        ("html meta", f'<meta charset="utf-8">{_MARKUP}', "a PHP system's XLS"),
        ("html style", f"\ufeff\r\n<style>td {{}}</style>{_MARKUP}", "with a mark and a blank line"),
        ("html div", f"<div>{_MARKUP}</div>", "copied out of a page"),
        ("html comment", f"<!-- SAP -->\n<html>{_MARKUP}", "a comment first"),
        ("xhtml", f'<?xml version="1.0"?>\n<html xmlns="x">{_MARKUP}', "strict"),
        ("xml sheet", '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook>',
         "Excel 2003"),
        ("json", '[\n  {"nome": "Ana"}\n]', "an API's answer"),
        ("json lines", '{"nome": "Ana", "url": "https://x.com"}\n{"nome": "Bia"}\n', "a log"),
        ("google link", '{"url": "https://docs.google.com/open?id=a", "doc_id": "a"}', "Drive on a disk"),
        ("mht", "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n",
         "Excel's web page in one file"),
        ("e-mail", "Return-Path: <a@b>\r\nReceived: from x\r\n by y\r\n\r\nSegue a lista\r\n", "EML"),
        ("sylk", 'ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K"nome"\r\n', "Excel's own"),
        ("dif", 'TABLE\r\n0,1\r\n"EXCEL"\r\n', "an old exchange format"),
        ("ldif", "dn: cn=Ana,mail=ana@x.com\ncn: Ana\n", "Thunderbird's address book"),
        ("sql", "-- MySQL dump 10.13\n--\nCREATE TABLE clientes (\n", "a backup"),
        ("sql alone", "INSERT INTO clientes VALUES (1,'Ana','11987654321');\n", "rows of a table"),
        ("shortcut", b"L\x00\x00\x00\x01\x14\x02\x00" + b"\x00" * 99, "dragged from the desktop"),
        ("access", b"\x00\x01\x00\x00Standard Jet DB\x00" + b"\x00" * 99, "MDB"),
        ("dbf", b"\x03\x7b\x03\x0c\x08\0\0\0\x41\0\x20\0" + b"\0" * 20 + b"NOME" + b"\0" * 28 + b"\r Ana",
         "an old accounting system"),
    )
]  # fmt: skip
LISTS_ALIKE = [
    text(f"a list, {name}", content, header, rows, why)
    for name, content, header, rows, why in (
        ("no SYLK", "ID;PRODUTO;TELEFONE\n1;x;11987654321\n", "ID|PRODUTO|TELEFONE",
         "2 1|x|11987654321", "what Excel itself takes for SYLK"),
        ("no e-mail", "From;To;Phone\na;b;11987654321\n", "From|To|Phone", "2 a|b|11987654321",
         "columns of a call log"),
        ("no JSON", "[nome];[telefone]\nAna;11987654321\n", "[nome]|[telefone]", "2 Ana|11987654321",
         "names in brackets, as SQL Server writes them"),
        ("no HTML", "<nome>;<telefone>\nAna;11987654321\n", "<nome>|<telefone>", "2 Ana|11987654321",
         "names between signs"),
        ("no SQL", "Nome;Fone;Obs\nAna;11987654321;INSERT INTO x\n", "Nome|Fone|Obs",
         "2 Ana|11987654321|INSERT INTO x", "a cell is only a cell"),
    )
]  # fmt: skip

LISTS: list[Awkward] = [*TITLES, *HEADLESS, *FORMATS, *LISTS_ALIKE]
