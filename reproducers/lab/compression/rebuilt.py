"""A model's folder with another structure, opened as any folder is: smaller pictures, fewer layers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

from pydantic import JsonValue

from reproducers.lab.bench import Bench
from reproducers.lab.compression.subject import open_subject

if TYPE_CHECKING:
    from reproducers.lab.compression.subject import Subject


@dataclass(frozen=True)
class Rebuilding:
    """What becomes another in a model's folder."""

    bench: Bench
    """The model as it is."""
    metric: str | None
    """By which quality is judged; none: the task's own."""
    settings: Mapping[str, dict[str, JsonValue]]
    """Files of settings with what they say instead."""
    weights: Callable[[Path], None]
    """Writes other weights into the folder, where the model's own are links until then."""

    def write(self, target: Path) -> "Subject":
        """Write the ONNX file of the changed model, and give what it is fed and says; see `open_subject`.

        Beside the file, in `settings_of`, lie the settings that belong to it.
        """
        made = target.with_suffix("")
        folder, scratch, kept = made / "folder", made / "scratch", settings_of(target)
        for each in (folder, scratch, kept):
            each.mkdir(parents=True)
        for file in self.bench.model.files:
            link = folder / file.path
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to((self.bench.folder / file.path).resolve())
        for name, values in self.settings.items():
            (folder / name).unlink(missing_ok=True)
            (folder / name).write_text(json.dumps(values, indent=1) + "\n")
            copyfile(folder / name, kept / name)
        self.weights(folder)
        subject = open_subject(replace(self.bench, root=folder, scratch=scratch), self.metric).subject
        copyfile(subject.file, target)
        return subject


def settings_of(target: Path) -> Path:
    """The folder of the settings that belong to a variant's file."""
    return target.with_suffix("") / "settings"
