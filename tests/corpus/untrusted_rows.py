"""Text files whose rows cannot be trusted: rows that slid, quotation marks out of place, odd separators."""

from batch_sender.load.errors import QuotesStray, QuoteStray
from tests.corpus.lists import Awkward, refused, text

HEAD = "nome;fone;cidade;nao enviar\n"
NAMES = "nome|fone|cidade|nao enviar"
FULL = "Ana;11 98765-4321;Itu;\nBia;11 98765-4322;Itu;\nCaio;11 98765-4323;Itu;\n"
CUT = FULL.replace("Itu;", "Itu")
SOUND = "2 Ana|11 98765-4321|Itu|  3 Bia|11 98765-4322|Itu|  4 Caio|11 98765-4323|Itu|"

NOTES = "nome;fone;obs\n"
NOTE_NAMES = "nome|fone|obs"
THREE = "Ana;11 98765-4321;x\nBia;11 98765-4322;x\nCaio;11 98765-4323;x\n"
THREE_READ = "2 Ana|11 98765-4321|x  3 Bia|11 98765-4322|x  4 Caio|11 98765-4323|x"


def _slid(name: str, content: str, header: str, rows: str, why: str, *at: int) -> Awkward:
    return text(name, content, header, rows, why, faults=tuple(f"{row} row_shifted" for row in at))


def _unreadable(name: str, content: str, header: str, rows: str, why: str, *at: int) -> Awkward:
    return text(
        name, content, header, rows, why, faults=tuple(f"{row} row_unreadable" for row in at)
    )


def _excel_block(rows: int, first: int, cell: str) -> str:
    return "".join(f"P;11 98765-{n:04};Itu{cell}\n" for n in range(first, first + rows))


SHORT = [
    _slid("opt-out slid", f"{HEAD}{FULL}Eva;11 98765-4329;sim\n", NAMES,
          f"{SOUND}  5 Eva|11 98765-4329|sim|",
          "the others write every separator: of this one nobody can tell which is missing", 5),
    _slid("truncated", f"{HEAD}{FULL}Eva;11 98765-4329\n", NAMES, f"{SOUND}  5 Eva|11 98765-4329||",
          "a download that broke off: what was cut off may be an opt-out", 5),
    _slid("opt-out slid in a list cut short", f"{HEAD}{CUT}Davi;11 98765-4325;Itu;x\nEva;11 98765-4329;x\n",
          NAMES, f"{SOUND}  5 Davi|11 98765-4325|Itu|x  6 Eva|11 98765-4329|x|",
          "blank ends are left out here, but no town is called x", 6),
    _slid("name lost", f"{HEAD}{FULL}11 98765-4329;Itu;\n", NAMES, f"{SOUND}  5 11 98765-4329|Itu||",
          "the number stands under the names", 5),
    _slid("tabs", f"{HEAD}{FULL}Eva;11 98765-4329;sim\n".replace(";", "\t"), NAMES,
          f"{SOUND}  5 Eva|11 98765-4329|sim|", "a TSV of a CRM, the same slip", 5),
    text("ends left out", HEAD + CUT, NAMES, SOUND, "SQL*Plus and scripts write no blank ends"),
    text("ends left out, but for one", f"{HEAD}{CUT}Davi;11 98765-4325;Itu;x\n", NAMES,
         f"{SOUND}  5 Davi|11 98765-4325|Itu|x", "the one opt-out makes its row the longest"),
    text("last row of a small list", "nome;fone;obs\nAna;11 98765-4321;x\nBia;11 98765-4322;y\nCaio;11 98765-4323\n",
         NOTE_NAMES, "2 Ana|11 98765-4321|x  3 Bia|11 98765-4322|y  4 Caio|11 98765-4323|",
         "typed by hand: its last cell is a number in its own column, so nothing slid"),
    text("a total below", "nome;fone;obs\nAna;11 98765-4321;\nBia;11 98765-4322;y\nTotal: 2\n", NOTE_NAMES,
         "2 Ana|11 98765-4321|  3 Bia|11 98765-4322|y  4 Total: 2||", "nobody to write to: the number is missing"),
    text("blocks of Excel", HEAD + _excel_block(14, 0, ";") + _excel_block(1, 14, ";x") + _excel_block(17, 15, ""),
         NAMES, "  ".join([f"{n + 2} P|11 98765-{n:04}|Itu|{'x' if n == 14 else ''}" for n in range(32)]),
         "Excel drops the last columns of 16 rows where all of them are blank there"),
]  # fmt: skip

WIDE = [
    _slid("decimal comma", "nome,fone,valor\nAna,11 98765-4321,150\nBia,11 98765-4322,89,90\n", "nome|fone|valor",
          "2 Ana|11 98765-4321|150  3 Bia|11 98765-4322|89,90", "an ERP's amount without quotes", 3),
    _slid("decimal commas in all", "nome,valor,fone\nAna,150,00,11 98765-4321\nBia,1.089,90,11 98765-4322\n",
          "nome|valor|fone", "2 Ana|150|00,11 98765-4321  3 Bia|1.089|90,11 98765-4322",
          "every row alike: and yet no amount is told without its cents", 2, 3),
    _slid("commas in addresses", "nome,fone,rua\nAna,11 98765-4321,Rua A, 1\nBia,11 98765-4322,Rua B, 2\n", "nome|fone|rua",
          "2 Ana|11 98765-4321|Rua A, 1  3 Bia|11 98765-4322|Rua B, 2",
          "a piece that begins with a blank is prose, no column", 2, 3),
    _slid("names of R", '"nome","fone"\n"1","Ana","11 98765-4321"\n"2","Bia","11 98765-4322"\n', "nome|fone",
          "2 1|Ana,11 98765-4321  3 2|Bia,11 98765-4322", "write.table: the names stand one column too far left", 2, 3),
    _slid("a semicolon in a note", f"{NOTES}{THREE}Eva;11 98765-4329;hoje; sem falta\n", NOTE_NAMES,
          f"{THREE_READ}  5 Eva|11 98765-4329|hoje; sem falta", "nothing of the row is lost", 5),
    _slid("one separator too many", f"{HEAD}{FULL}Eva;;11 98765-4329;Itu;\n", NAMES,
          f"{SOUND}  5 Eva||11 98765-4329|Itu", "the surplus cell is blank, and the number beside its column", 5),
    text("separators at the end", f"{NOTES}{THREE}Davi;11 98765-4325;x;;\nGil;11 98765-4327;x\n", NOTE_NAMES,
         f"{THREE_READ}  5 Davi|11 98765-4325|x  6 Gil|11 98765-4327|x", "somebody deleted a column"),
    text("names cut off", "nome;fone\nAna;11 98765-4321;x\nBia;11 98765-4322;y\n", "nome|fone",
         "2 Ana|11 98765-4321;x  3 Bia|11 98765-4322;y", "no program writes fewer separators in the header",
         faults=("2 row_shifted", "3 row_shifted")),
    text("addresses with commas", "nome,fone,rua,cidade\nAna,11 98765-4321,Rua A,12,Santos\n", "nome|fone|rua|cidade",
         "2 Ana|11 98765-4321|Rua A|12,Santos", "in every row: the city would be 12 for all",
         faults=("2 row_shifted",)),
    text("amounts before a day", "nome,fone,valor,dia\nAna,11 98765-4321,99,90,01/12/2026\n", "nome|fone|valor|dia",
         "2 Ana|11 98765-4321|99|90,01/12/2026", "a system that writes decimal commas into a CSV of commas",
         faults=("2 row_shifted",)),
    text("a note beside the list", "nome;fone;\nAna;11 98765-4321;\nBia;11 98765-4322;ligar\n", "nome|fone|Column C",
         "2 Ana|11 98765-4321|  3 Bia|11 98765-4322|ligar", "Google Sheets: the header has a separator for it"),
    text("tel links", "nome;fone\nAna;11 98765-4321\nBia;tel:+5511987654322;ext=12\n", "nome|fone",
         "2 Ana|11 98765-4321  3 Bia|tel:+5511987654322;ext=12", "RFC 3966 has a semicolon of its own"),
]  # fmt: skip

SAME_WIDTH = [
    _slid("one early, one late", f"{HEAD}{FULL}Eva;;11 98765-4329;Itu\n", NAMES, f"{SOUND}  5 Eva||11 98765-4329|Itu",
          "as wide as the others, and the number stands beside its column", 5),
    _slid("comma, and a blank end", "nome,fone,valor,data,obs\nAna,11 98765-4321,150,12/03/2027,\n"
          "Bia,11 98765-4322,200,12/03/2027,\nEva,11 98765-4329,150,00,12/03/2027\n", "nome|fone|valor|data|obs",
          "2 Ana|11 98765-4321|150|12/03/2027|  3 Bia|11 98765-4322|200|12/03/2027|"
          "  4 Eva|11 98765-4329|150|00|12/03/2027", "an amount's comma took the place of the blank note", 4),
    _slid("number to the left", "id;nome;fone;cidade\n1;Ana;11 98765-4321;Itu\n2;Bia;11 98765-4322;Itu\n"
          "3;11 98765-4329;Itu;x\n", "id|nome|fone|cidade", "2 1|Ana|11 98765-4321|Itu  3 2|Bia|11 98765-4322|Itu"
          "  4 3|11 98765-4329|Itu|x", "no other column is tried in its stead", 4),
    text("several numbers", "nome;fone;celular\nAna;;11 98765-4321\nBia;11 3333-4444;\nCaio;11 3333-4445;11 98765-4323\n",
         "nome|fone|celular", "2 Ana||11 98765-4321  3 Bia|11 3333-4444|  4 Caio|11 3333-4445|11 98765-4323",
         "two columns of numbers: neither row slid"),
    text("documents beside numbers", "cpf;fone\n123.456.789-09;\n123.456.789-10;11 98765-4322\n", "cpf|fone",
         "2 123.456.789-09|  3 123.456.789-10|11 98765-4322", "a CPF beside an empty cell is no number that slid"),
]  # fmt: skip

MARKS = [
    _unreadable("opened and left", f'{NOTES}{THREE}"Eva;11 98765-4329;x\nDavi;11 98765-4325;x\n', NOTE_NAMES,
                f'{THREE_READ}  5 "Eva|11 98765-4329|x  6 Davi|11 98765-4325|x', "only that line is in doubt", 5),
    _unreadable("in a name", f'{NOTES}"Ana";"11 98765-4321";"x"\n"Bia "B"";"11 98765-4322";"x"\n"Caio";"11 98765-4323";"x"\n',
                NOTE_NAMES, '2 Ana|11 98765-4321|x  3 Bia "B"|11 98765-4322|x  4 Caio|11 98765-4323|x',
                "a CRM that does not double its marks", 3),
    _unreadable("two that swallow", f'{NOTES}{THREE}Davi;11 98765-4325;"x\nEva;;x\nGil;11 98765-4327;x"\n', NOTE_NAMES,
                f'{THREE_READ}  5 Davi|11 98765-4325|"x  6 Eva||x  7 Gil|11 98765-4327|x"',
                "rows or a note of three lines: nobody can tell", 5, 6, 7),
    _unreadable("broken note", f'{NOTES}{THREE}Eva;11 98765-4329;"a "b" c\nTia;11 98765-4330;x\nfim"\n', NOTE_NAMES,
                f'{THREE_READ}  5 Eva|11 98765-4329|"a "b" c  6 Tia|11 98765-4330|x  7 fim"||',
                "the aunt's line may be one of the note", 5, 6, 7),
    _unreadable("words behind a broken line", f'{NOTES}{THREE}"Eva" E;11 98765-4329;x\nsegue; em casa\n{THREE}', NOTE_NAMES,
                f'{THREE_READ}  5 "Eva" E|11 98765-4329|x  6 segue| em casa|  7 Ana|11 98765-4321|x'
                "  8 Bia|11 98765-4322|x  9 Caio|11 98765-4323|x",
                "reading goes on where a line is surely a row", 5, 6),
    text("note of lines", f'{NOTES}{THREE}Eva;11 98765-4329;"Ligar; hoje\n11 98765-4330; recado\nobrigada"\n', NOTE_NAMES,
         f"{THREE_READ}  5 Eva|11 98765-4329|Ligar; hoje\n11 98765-4330; recado\nobrigada", "Excel reads one row, too"),
    text("address of lines", 'nome;rua;fone\nAna;"Rua A, 1\nCentro; Itu";11 98765-4321\nBia;"Rua B\nItu";11 98765-4322\n',
         "nome|rua|fone", "2 Ana|Rua A, 1\nCentro; Itu|11 98765-4321  3 Bia|Rua B\nItu|11 98765-4322", "Google Contacts"),
    text("blank before a mark", f'{NOTES}Ana; "11 98765-4321"; "a; b"\nBia;11 98765-4322;"c" \n', NOTE_NAMES,
         "2 Ana|11 98765-4321|a; b  3 Bia|11 98765-4322|c", "the blank is no part of the cell"),
    text("blank behind each", 'nome, fone, obs\nAna, 11 98765-4321, "a, b"\nBia, 11 98765-4322,\n', NOTE_NAMES,
         "2 Ana|11 98765-4321|a, b  3 Bia|11 98765-4322|", "separators of two signs"),
    text("nickname", 'nome, fone, obs\nAna, 11 98765-4321, "Aninha" Lima\n', NOTE_NAMES,
         '2 Ana|11 98765-4321|"Aninha" Lima', "behind a blank a mark may be within a text, after all"),
    text("backslashes", f'{NOTES}"Ana";"11 98765-4321";"a \\"b; c\\" d"\n', NOTE_NAMES,
         '2 Ana|11 98765-4321|a "b; c" d', "MySQL and PHP write a mark so"),
    text("whole lines", '"nome;fone;obs"\n"Ana;11 98765-4321;""a; b"""\n', NOTE_NAMES, "2 Ana|11 98765-4321|a; b",
         "Excel, having opened a CSV of another country and saved it"),
    text("whole lines but the names", 'nome,fone,obs\n"Ana,11 98765-4321,x",,\n"Bia,11 98765-4322,y",,\n', NOTE_NAMES,
         "2 Ana|11 98765-4321|x  3 Bia|11 98765-4322|y", "the same, its header mended by hand"),
    text("letters", '"nome";"fone"\n"Ana "A" Lima";"11 98765-4321"\nBia 5";11 98765-4322\n', "nome|fone",
         '2 Ana "A" Lima|11 98765-4321  3 Bia 5"|11 98765-4322', "--quotes letters",
         options={"quotes": "letters"}),
    refused("all stray", '"nome";"fone"\n"Ana "A" Lima";"11 98765-4321"\n"Bia "B"";"11 98765-4322"\n', QuotesStray,
            "no row is left"),
    refused("stray in the header", 'nome;"fo"ne"\nAna;11 98765-4321\n', QuoteStray, "nobody knows the columns"),
]  # fmt: skip

PARTED = [
    text("dates with commas", "data;nome;fone;\nApril 15, 2026;Ana;11 98765-4321;\nApril 9, 2026;Bia;11 98765-4322\n",
         "data|nome|fone", "2 April 15, 2026|Ana|11 98765-4321  3 April 9, 2026|Bia|11 98765-4322",
         "the header says which sign it is", facts={"delimiter": ";"}),
    text("labels", '"nome","fone","tags","ok"\n"Ana","11 98765-4321","a;b;"\n"Bia","11 98765-4322","a;b;"\n',
         "nome|fone|tags|ok", "2 Ana|11 98765-4321|a;b;|  3 Bia|11 98765-4322|a;b;|",
         "a semicolon parts no quoted cells; and short rows are how this file is written",
         facts={"delimiter": ","}),
    text("amounts in all rows", "nome|fone|valor\nAna|11 98765-4321|1,50\nBia|11 98765-4322|2,50\n", "nome|fone|valor",
         "2 Ana|11 98765-4321|1,50  3 Bia|11 98765-4322|2,50", "a comma in each row, and none in the header",
         facts={"delimiter": "|"}),
    text("short rows with amounts", "nome;fone;valor;obs\n" + "Ana;11 98765-4321;10,50\n" * 9, "nome|fone|valor|obs",
         "  ".join(f"{row} Ana|11 98765-4321|10,50|" for row in range(2, 11)),
         "all rows have one comma, and none is as wide as the header: which is parted by semicolons",
         facts={"delimiter": ";"}),
    text("lists in cells", "nome\tfone\ttags\nAna\t11 98765-4321\ta, b, c\nBia\t11 98765-4322\ta, b, c\n",
         "nome|fone|tags", "2 Ana|11 98765-4321|a, b, c  3 Bia|11 98765-4322|a, b, c", "tabs, as Facebook writes",
         facts={"delimiter": "\t"}),
]  # fmt: skip

LISTS = [*SHORT, *WIDE, *SAME_WIDTH, *MARKS, *PARTED]
