"""Bring the Portuguese catalogue (.po and .mo) up to the sentences in the code.

python -m tests.catalogue           add new sentences, compile what is translated
python -m tests.catalogue --check   exit 1 and say what is missing, change nothing
"""

import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

import batch_sender

PACKAGE: Final = Path(batch_sender.__file__).parent
PO: Final = PACKAGE / "locale" / "pt_BR" / "LC_MESSAGES" / "batch_sender.po"
_KEYWORDS: Final = {"_": None, "N_": None, "ngettext": (1, 2)}

# Without dates and tool versions: a run that finds nothing new must change nothing.
_HEADER: Final = """\
# Brazilian Portuguese sentences of batch-sender.
msgid ""
msgstr ""
"Project-Id-Version: batch-sender\\n"
"Language: pt_BR\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""


def extract(package: Path = PACKAGE) -> Catalog:
    """Collect every sentence marked in the modules below `package`."""
    template = Catalog()
    found = extract_from_dir(
        package, [("**.py", "python"), ("**.html", "jinja2")], keywords=_KEYWORDS
    )
    for _file, _line, sentence, _comments, context in found:
        template.add(sentence, context=context)
    return template


def update(po: Path = PO, package: Path = PACKAGE) -> Catalog:
    """Bring the catalogue to the sentences in the code; what is no longer said is dropped."""
    catalogue = _read(po)
    catalogue.update(extract(package), no_fuzzy_matching=True)
    body = BytesIO()
    write_po(
        body, catalogue, width=96, no_location=True, omit_header=True, sort_output=True,
        ignore_obsolete=True,
    )  # fmt: skip
    _write_if_changed(po, _HEADER.encode() + body.getvalue())
    _compile(po)
    return catalogue


def faults(po: Path = PO, package: Path = PACKAGE) -> list[str]:
    """Say what keeps the catalogue from being complete and current; nothing: all is well."""
    catalogue, template = _read(po), extract(package)
    known = {message.id for message in (*_sentences(catalogue), *catalogue.obsolete.values())}
    wanted = {message.id for message in _sentences(template)}
    return [
        *(f"missing: {_short(sentence)}" for sentence in wanted - known),
        *(f"no longer used: {_short(sentence)}" for sentence in known - wanted),
        *_faults_of_translations(catalogue),
        *_faults_of_compiled(po, catalogue),
    ]


def _faults_of_translations(catalogue: Catalog) -> Iterator[str]:
    for message in _sentences(catalogue):
        if message.fuzzy:
            yield f"marked as uncertain (fuzzy): {_short(message.id)}"
        elif not all(_forms(message.string)):
            yield f"not translated: {_short(message.id)}"
        elif _places(message.string) != _places(message.id):
            yield f"other {{places}} than in English: {_short(message.id)}"


def _faults_of_compiled(po: Path, catalogue: Catalog) -> Iterator[str]:
    if _translations(catalogue) != _compiled(po.with_suffix(".mo")):
        yield f"{po.with_suffix('.mo').name} is not current: python -m tests.catalogue"


def _compile(po: Path) -> None:
    catalogue, mo = _read(po), po.with_suffix(".mo")
    for message in list(_sentences(catalogue)):
        if not _is_finished(message):  # Babel would compile a plural's English as its translation
            catalogue.delete(message.id)
    if _translations(catalogue) != _compiled(mo):
        with mo.open("wb") as file:
            write_mo(file, catalogue)


def _read(po: Path) -> Catalog:
    with BytesIO(po.read_bytes() if po.exists() else _HEADER.encode()) as file:
        return read_po(file, locale="pt_BR")


def _compiled(mo: Path) -> dict[object, object]:
    if not mo.exists():
        return {}
    with mo.open("rb") as file:
        return _translations(read_mo(file))


def _translations(catalogue: Catalog) -> dict[object, object]:
    """Every finished translation, comparable between the two formats."""
    return {
        tuple(_forms(message.id)): tuple(_forms(message.string))
        for message in _sentences(catalogue)
        if _is_finished(message)
    }


def _is_finished(message: Message) -> bool:
    return all(_forms(message.string)) and not message.fuzzy


def _sentences(catalogue: Catalog) -> Iterable[Message]:
    return (message for message in catalogue if message.id)


def _forms(text: str | Iterable[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [""])


def _places(text: str | Iterable[str] | None) -> set[str]:
    """The `{names}` that a sentence fills; a sentence with loose braces fills none."""
    try:
        return {name for form in _forms(text) for _, name, *_ in Formatter().parse(form) if name}
    except ValueError:
        return set()


def _short(sentence: object) -> str:
    return repr(sentence)[:100]


def _write_if_changed(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def main(arguments: list[str]) -> int:
    """Update the catalogue, or with `--check` only look at it; print what is left to do."""
    if "--check" not in arguments:
        update()
    left = sorted(faults())
    sys.stdout.write("".join(f"{fault}\n" for fault in left) or "The catalogue is complete.\n")
    return 1 if left and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
