"""Content files into the database and back: all or nothing, idempotent, and careful with edits made in the Admin."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from entries import content_version, files
from entries.checking import ContentRefused, Mistake, as_lines, read_all
from entries.files import ContentFile
from entries.kinds import Kind, all_kinds
from entries.markdown import TextRefused
from entries.models import Entry, FormerSlug, LastImport, State, Version
from entries.saving import save_entry
from entries.signals import told_together

OUTCOMES = ("created", "updated", "unchanged", "kept", "retired")


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


@transaction.atomic
def load(directory: Path, *, theirs: bool = False, dry_run: bool = False) -> Report:
    """Bring a content directory into the database and return what happened.

    The file wins where only the file changed, the row where only the row changed; where both did, the row is kept
    and reported, or with `theirs` overwritten (its text stays in the history). Raises ContentRefused.
    """
    found = read_all(directory)
    report = Report()
    stored = {kind.name: _digests(kind) for kind in all_kinds()}  # before any address changes
    with content_version.bumped_once(), told_together():
        for kind in all_kinds():
            report.counts[kind.plural] = Counter()
            rows = {row.slug: row for row in kind.model._default_manager.prefetch_related(*kind.related)}
            _rename(kind, found[kind.name], rows)
            one = _Loading(kind, rows, stored[kind.name], theirs, report)
            if refused := one.name_clashes(found[kind.name]) or one.load(found[kind.name]):
                raise ContentRefused(as_lines(directory, refused))
            one.retire_others()
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
            if not path.exists() or path.read_bytes() != text.encode():
                path.write_bytes(text.encode())
        written += len(wanted)
    return written


def not_canonical(directory: Path) -> list[str]:
    """Return the files whose text is not what `export` would write."""
    found = read_all(directory)
    return [
        str(f.path.relative_to(directory))
        for kind in all_kinds()
        for f in found[kind.name]
        if f.path.read_bytes() != files.dump(kind, f.document).encode()
    ]


class _Loading:
    """One kind's files on their way into its rows; `stored` holds the rows' hashes before the load."""

    def __init__(
        self, kind: Kind, rows: dict[str, Entry], stored: dict[int, str], theirs: bool, report: Report
    ) -> None:
        self.kind, self.rows, self.stored, self.theirs, self.report = kind, rows, stored, theirs, report
        self.imports = {i.entry_id: i for i in LastImport.objects.filter(kind=kind.name)}
        self.seen: set[int] = set()
        self.first_imports: list[LastImport] = []

    def load(self, found: list[ContentFile]) -> list[Mistake]:
        """Load all files; return those that the database refuses, with the reason.

        What is refused is tried once more at the end: a spelling that moves from one term to another is free
        only when the other one has been loaded.
        """
        _create_bare(self.kind, found, self.rows)
        refused = [file for file in found if self._load(file)]
        still = [(file, 1, reason) for file in refused if (reason := self._load(file))]
        LastImport.objects.bulk_create(self.first_imports)
        return still

    def retire_others(self) -> None:
        """Retire the entries whose file is gone, unless they were edited."""
        counter = self.report.counts[self.kind.plural]
        for row in self.rows.values():
            if row.pk not in self.seen and row.pk in self.imports and row.state != State.RETIRED:
                counter[_retire(self.kind, row, self.imports[row.pk], self.report)] += 1

    def name_clashes(self, found: list[ContentFile]) -> list[Mistake]:
        """Return files whose name belongs to an entry that no file brings."""
        brought = {self.rows[file.slug].pk for file in found if file.slug in self.rows}
        taken = {row.name: slug for slug, row in self.rows.items() if row.pk not in brought}
        return [
            (
                file,
                file.line_of(("name",)),
                f"the name “{name}” belongs to {self.kind.name}:{taken[name]}, which is in the wiki but "
                "not in the files; if it is the same, name that address in former_slugs",
            )
            for file in found
            if (name := file.document.name) in taken
        ]

    def _load(self, file: ContentFile) -> str:
        """Load one file, count the outcome, and return nothing; or return why it is refused."""
        row = self.rows.get(file.slug) or self.kind.model(slug=file.slug)
        try:
            outcome = self._outcome(file, row)
        except (ValidationError, DatabaseError, LookupError, TextRefused) as error:
            if file.slug in self.rows:
                rows = self.kind.model._default_manager.prefetch_related(*self.kind.related)
                self.rows[file.slug] = rows.get(pk=row.pk)  # without what was written and taken back
            return _reason(error, self.kind)
        self.seen.add(row.pk)
        self.report.counts[self.kind.plural][outcome] += 1
        return ""

    def _outcome(self, file: ContentFile, row: Entry) -> str:
        """Decide by the hashes of file, row (none for a new one) and last import; return the outcome."""
        digest, last, stored = file.document.digest(), self.imports.get(row.pk), self.stored.get(row.pk)
        if stored:
            row_changed = last is None or stored != last.digest or _hidden_here(row)
            file_changed = last is None or digest != last.digest
            if stored == digest and row.state == State.PUBLISHED:
                self._remember(row, digest, last)
                return "unchanged"
            if row_changed and not self.theirs:
                if file_changed:
                    self.report.conflicts.append(_conflict(self.kind, file, row, last))
                return "kept"
        reason = "Content file changed" if stored else "First published"
        origin = Version.Origin.LOADER
        with transaction.atomic():
            save_entry(row, file.document, actor=None, reason=reason, origin=origin, state=State.PUBLISHED)
        self._remember(row, digest, last)
        return "updated" if stored else "created"

    def _remember(self, row: Entry, digest: str, last: LastImport | None) -> None:
        now = timezone.now()
        if last is None:
            new = LastImport(kind=self.kind.name, entry_id=row.pk, digest=digest, imported_at=now)
            self.first_imports.append(new)
        elif last.digest != digest:
            LastImport.objects.filter(pk=last.pk).update(digest=digest, imported_at=now)


def _digests(kind: Kind) -> dict[int, str]:
    rows = kind.model._default_manager.prefetch_related(*kind.related)
    return {row.pk: kind.read(row).digest() for row in rows}


def _hidden_here(row: Entry) -> bool:
    """Whether somebody hid the entry in the wiki; what the loader retired comes back with its file."""
    if row.state == State.PUBLISHED:
        return False
    newest = Version.objects.filter(kind=row.kind, entry_id=row.pk).order_by("-number").first()
    return not newest or newest.origin != Version.Origin.LOADER


def _conflict(kind: Kind, file: ContentFile, row: Entry, last: LastImport | None) -> str:
    when = f"{last.imported_at:%d %b %Y %H:%M}" if last else "never"
    return (
        f"conflict: {kind.folder}/{file.path.name} and the {kind.label} “{row.name}” both changed: "
        f"kept the wiki's text of {row.changed_at:%d %b %Y %H:%M}, the file was last loaded {when}. "
        "Use --theirs to take the file."
    )


def _reason(error: Exception, kind: Kind) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(error.messages)
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for constraint in kind.model._meta.constraints:
        if broken and constraint.name == broken:
            return str(constraint.violation_error_message)
    return f"the database refuses it: {error}" if isinstance(error, DatabaseError) else str(error.args[0])


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


def _rename(kind: Kind, found: list[ContentFile], rows: dict[str, Entry]) -> None:
    """Give rows the new address of a file that names their old one, before anything refers to it.

    A row that got another address in the wiki keeps it and stands under its file's name in `rows` as well.
    """
    slugs = {file.slug for file in found}
    renamed = {
        slug: pk
        for slug, pk in FormerSlug.objects.filter(kind=kind.name).values_list("slug", "entry_id")
        if slug in slugs and slug not in rows
    }
    by_pk = {row.pk: row for row in rows.values() if row.slug not in slugs}
    for file in found:
        old = next((slug for slug in file.document.former_slugs if slug in rows), None)
        if old and file.slug not in rows:
            row = rows[file.slug] = rows.pop(old)
            row.slug = file.slug
            row.save(update_fields=["slug"])
            FormerSlug.objects.filter(kind=kind.name, slug=file.slug).delete()
            FormerSlug.objects.get_or_create(kind=kind.name, slug=old, entry_id=row.pk)
            content_version.bump()
        elif moved := by_pk.get(renamed.get(file.slug, 0)):
            rows[file.slug] = moved


def _create_bare(kind: Kind, found: list[ContentFile], rows: dict[str, Entry]) -> None:
    """Create empty rows for new entries that others of the same kind refer to before their turn comes."""
    wanted = {r.slug for f in found for _, r in f.document.references() if r.kind == kind.name} - rows.keys()
    names = {f.slug: f.document.name for f in found}
    for slug in sorted(wanted):
        rows[slug] = kind.model._default_manager.create(slug=slug, name=names[slug])
