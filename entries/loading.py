"""Content files into the database and back: all or nothing, idempotent, and careful with edits made in the Admin."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entries import files
from entries.document import Reference
from entries.files import ContentFile
from entries.kinds import Kind, all_kinds
from entries.markdown import TextRefused
from entries.models import Entry, LastImport, State, Version
from entries.saving import save_entry

OUTCOMES = ("created", "updated", "unchanged", "kept", "retired")


class ContentRefused(Exception):
    """The files hold mistakes; `mistakes` are lines of the form `file:line: sentence`."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__(f"{len(mistakes)} mistakes")
        self.mistakes = mistakes


@dataclass
class Report:
    """What a load did, or would do: outcomes counted per kind, and a sentence for each conflict."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was or would be written."""
        return any(c[o] for c in self.counts.values() for o in ("created", "updated", "retired"))

    def lines(self) -> list[str]:
        """Return the report as lines for people."""
        out = []
        for plural, counter in self.counts.items():
            out.append(
                f"{plural}: "
                + ", ".join(f"{counter[o]} {o}" for o in OUTCOMES if counter[o] or o == "created")
            )
        return out + self.conflicts


def read_all(directory: Path) -> dict[str, list[ContentFile]]:
    """Read every file of a content directory; raises ContentRefused with all mistakes of all files at once."""
    found = {
        kind.name: [files.read(path, kind) for path in files.paths(directory, kind)] for kind in all_kinds()
    }
    mistakes = [(f, line, text) for group in found.values() for f in group for line, text in f.mistakes]
    mistakes += _stray_files(directory)
    mistakes += _dangling(found)
    for kind in all_kinds():
        by_slug = {f.slug: f for f in found[kind.name]}
        documents = [f.document for f in found[kind.name] if f.document]
        for slug, place, text in [*_doubled_slugs(documents), *kind.check(documents)]:
            mistakes.append((by_slug[slug], by_slug[slug].line_of(place), text))
    if not any(found.values()) and not mistakes:
        raise ContentRefused(
            [f"{directory}:1: no content files here; expected folders such as terms/ and skills/"]
        )
    if mistakes:
        lines = {f"{f.path.relative_to(directory)}:{line}: {text}" for f, line, text in mistakes}
        raise ContentRefused(
            sorted(lines, key=lambda line: (line.split(":")[0], int(line.split(":")[1]), line))
        )
    return found


@transaction.atomic
def load(directory: Path, *, theirs: bool = False, dry_run: bool = False) -> Report:
    """Bring a content directory into the database and return what happened.

    The file wins where only the file changed, the row where only the row changed; where both did, the row is kept
    and reported, or with `theirs` overwritten (its text stays in the history). Raises ContentRefused.
    """
    found = read_all(directory)
    report = Report()
    mistakes: list[str] = []
    for kind in all_kinds():
        counter = report.counts[kind.plural] = Counter()
        rows = {row.slug: row for row in kind.model._default_manager.prefetch_related(*kind.related)}
        stored = {row.pk: kind.read(row).digest() for row in rows.values()}
        _rename(kind, found[kind.name], rows)
        if clashes := _name_clashes(kind, found[kind.name], rows, directory):
            raise ContentRefused(mistakes + clashes)
        imports = {i.entry_id: i for i in LastImport.objects.filter(kind=kind.name)}
        _create_bare(kind, found[kind.name], rows)
        seen = set()
        for file in found[kind.name]:
            row = rows.get(file.slug) or kind.model(slug=file.slug)
            last = imports.get(row.pk)
            try:
                outcome = _load_one(kind, file, row, stored.get(row.pk), last, theirs=theirs, report=report)
            except (ValidationError, TextRefused) as error:
                mistakes += [f"{file.path.relative_to(directory)}:1: {text}" for text in _texts(error)]
                continue
            seen.add(row.pk)
            counter[outcome] += 1
        for row in rows.values():
            if row.pk not in seen and row.pk in imports and row.state != State.RETIRED:
                counter[_retire(kind, row, imports[row.pk], report)] += 1
    if mistakes:
        raise ContentRefused(mistakes)
    if dry_run:
        transaction.set_rollback(True)
    return report


def export(directory: Path) -> int:
    """Write all published entries as canonical files and remove files of entries that are not; return how many."""
    written = 0
    for kind in all_kinds():
        folder = directory / kind.folder
        folder.mkdir(parents=True, exist_ok=True)
        wanted = {}
        for entry in kind.model._default_manager.filter(state=State.PUBLISHED):
            wanted[folder / f"{entry.slug}{kind.suffix}"] = files.dump(kind, kind.read(entry))
        for path in files.paths(directory, kind):
            if path not in wanted:
                path.unlink()
        for path, text in wanted.items():
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
        written += len(wanted)
    return written


def not_canonical(directory: Path) -> list[str]:
    """Return the files whose text is not what `export` would write."""
    found = read_all(directory)
    return [
        str(f.path.relative_to(directory))
        for kind in all_kinds()
        for f in found[kind.name]
        if f.path.read_text(encoding="utf-8") != files.dump(kind, f.document)
    ]


def _load_one(
    kind: Kind,
    file: ContentFile,
    row: Entry,
    stored: str | None,
    last: LastImport | None,
    *,
    theirs: bool,
    report: Report,
) -> str:
    """Decide by the hashes of file, row (`stored`, None for a new one) and last import; return the outcome."""
    digest = file.document.digest()
    if stored:
        row_changed = last is None or stored != last.digest or row.state != State.PUBLISHED
        file_changed = last is None or digest != last.digest
        if stored == digest and row.state == State.PUBLISHED:
            _remember(kind, row, digest, last)
            return "unchanged"
        if row_changed and not file_changed and not theirs:
            return "kept"
        if row_changed and not theirs:
            when = f"{last.imported_at:%d %b %Y %H:%M}" if last else "never"
            report.conflicts.append(
                f"conflict: {kind.folder}/{file.path.name} and the {kind.label} “{row.name}” both changed: "
                f"kept the wiki's text of {row.changed_at:%d %b %Y %H:%M}, the file was last loaded {when}. "
                "Use --theirs to take the file."
            )
            return "kept"
    reason = "Content file changed" if stored else "First published"
    save_entry(
        row, file.document, actor=None, reason=reason, origin=Version.Origin.LOADER, state=State.PUBLISHED
    )
    _remember(kind, row, digest, last)
    return "updated" if stored else "created"


def _retire(kind: Kind, row: Entry, last: LastImport, report: Report) -> str:
    document = kind.read(row)
    if document.digest() != last.digest:
        report.conflicts.append(
            f"conflict: the file of the {kind.label} “{row.name}” is gone, but it was edited here: kept."
        )
        return "kept"
    reason = "Content file removed"
    save_entry(row, document, actor=None, reason=reason, origin=Version.Origin.LOADER, state=State.RETIRED)
    return "retired"


def _name_clashes(kind: Kind, found: list[ContentFile], rows: dict[str, Entry], directory: Path) -> list[str]:
    """Return files whose name an entry made in the Admin has already."""
    in_files = {file.slug for file in found}
    made_here = {row.name: slug for slug, row in rows.items() if slug not in in_files}
    return [
        f"{file.path.relative_to(directory)}:{file.line_of(('name',))}: the name “{file.document.name}” belongs to"
        f" {kind.name}:{made_here[file.document.name]}, which is in the wiki but not in the files"
        for file in found
        if file.document.name in made_here
    ]


def _texts(error: ValidationError | TextRefused) -> list[str]:
    return error.messages if isinstance(error, ValidationError) else [str(error)]


def _rename(kind: Kind, found: list[ContentFile], rows: dict[str, Entry]) -> None:
    """Give rows the new address of a file that names their old one, before anything refers to it."""
    for file in found:
        old = next((slug for slug in file.document.former_slugs if slug in rows), None)
        if old and file.slug not in rows:
            rows[file.slug] = rows.pop(old)
            rows[file.slug].slug = file.slug
            rows[file.slug].save(update_fields=["slug"])


def _create_bare(kind: Kind, found: list[ContentFile], rows: dict[str, Entry]) -> None:
    """Create empty rows for new entries that others of the same kind refer to before their turn comes."""
    names = {f.slug: f.document.name for f in found}
    wanted = {r.slug for f in found for _, r in f.document.references() if r.kind == kind.name} - rows.keys()
    for slug in sorted(wanted):
        rows[slug] = kind.model._default_manager.create(slug=slug, name=names[slug])


def _remember(kind: Kind, row: Entry, digest: str, last: LastImport | None) -> None:
    if last is None or last.digest != digest:
        LastImport.objects.update_or_create(
            kind=kind.name, entry_id=row.pk, defaults={"digest": digest, "imported_at": timezone.now()}
        )


def _dangling(found: dict[str, list[ContentFile]]) -> list[tuple[ContentFile, int, str]]:
    """Return references to entries that no file brings; a file load must be whole in itself."""
    known = {f"{name}:{file.slug}" for name, group in found.items() for file in group}
    return [
        (file, file.line_of(place), f"{'.'.join(map(str, place))}: {reference} does not exist")
        for group in found.values()
        for file in group
        if file.document
        for place, reference in file.document.references()
        if Reference(reference) not in known
    ]


def _doubled_slugs(documents: list) -> list[tuple[str, tuple[str | int, ...], str]]:
    current = {d.slug for d in documents}
    taken: dict[str, str] = {}
    found = []
    names: dict[str, str] = {}
    for document in documents:
        for number, slug in enumerate(document.former_slugs):
            if slug in current or slug in taken:
                holder = taken.get(slug, slug)
                found.append(
                    (document.slug, ("former_slugs", number), f"“{slug}” is an address of {holder} already")
                )
            taken[slug] = document.slug
        key = document.name.casefold()
        if key in names:
            found.append((document.slug, ("name",), f"the name “{document.name}” is taken by {names[key]}"))
        names[key] = document.slug
    return found


def _stray_files(directory: Path) -> list[tuple[ContentFile, int, str]]:
    kinds = all_kinds()
    folders = {kind.folder for kind in kinds}
    listed = ", ".join(sorted(folders))
    return [
        (
            ContentFile(path, kinds[0]),
            1,
            f"unknown folder or file; allowed: README.md and the folders {listed}",
        )
        for path in sorted(directory.iterdir())
        if path.name not in folders and path.name != "README.md" and not path.name.startswith(".")
    ]
