"""Take out of an executed notebook what belongs to the run and not to the result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synthesis.report.cells import ERROR_MARK, INJECTED, tags_of
from synthesis.report.traces import Machine, without_addresses

__all__ = ["scrubbed", "tidy"]

PICTURES = ("image/png", "image/jpeg")


def tidy(notebook: Any, machine: Machine) -> tuple[Any, tuple[str, ...]]:
    """Take out what belongs to the run and not to the result.

    Parameters
    ----------
    notebook
        As executed; changed in place.
    machine
        Whose traces are replaced in texts on stderr, which nobody writes on purpose.

    Returns
    -------
    The notebook, and what each cell wrote to stderr.
    """
    warnings = []
    notebook.metadata.pop("papermill", None)
    notebook.cells = [cell for cell in notebook.cells if ERROR_MARK not in tags_of(cell)]
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if not tags_of(cell):
            cell.metadata.pop("tags", None)
        if INJECTED in tags_of(cell):
            cell["id"] = INJECTED
        if cell.cell_type != "code":
            continue
        said = "".join(o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stderr")
        if said.strip():
            warnings.append(machine.scrub(said).strip())
        cell.outputs = [_tidy_output(output, machine) for output in _joined(cell.outputs)]
    return notebook, tuple(warnings)


def scrubbed(value: Any, machine: Machine) -> Any:
    """Return a notebook with the traces of a machine replaced in all its texts.

    For one that failed: the team keeps it, and nobody has looked at what it says.

    Parameters
    ----------
    value
        The notebook, or a part of it.
    machine
        Whose traces are replaced.
    """
    if isinstance(value, str):
        return machine.scrub(value)
    if isinstance(value, list):
        return [scrubbed(item, machine) for item in value]
    if isinstance(value, Mapping):
        return type(value)(
            {key: item if key in PICTURES else scrubbed(item, machine) for key, item in value.items()}
        )
    return value


def _joined(outputs: list[Any]) -> list[Any]:
    """Join pieces of one stream: how it was cut depends on the moment, not on the notebook."""
    joined: list[Any] = []
    for name in ("stderr", "stdout"):
        # Interleaved streams differ from run to run; warnings go first, as a reader needs them.
        text = "".join(o.text for o in outputs if o.output_type == "stream" and o.name == name)
        if name == "stderr" and text:
            joined.append({"output_type": "stream", "name": name, "text": text})
    last = None
    for output in outputs:
        is_stream = output.output_type == "stream"
        if is_stream and output.name == "stderr":
            continue
        if is_stream and last is not None:
            last["text"] += output.text
            continue
        last = output if is_stream else None
        joined.append(output)
    return joined


def _tidy_output(output: Any, machine: Machine) -> Any:
    from nbformat import from_dict

    output = from_dict(output)
    if output.output_type == "stream":
        output.text = (machine.scrub if output.name == "stderr" else without_addresses)(output.text)
    elif "text/plain" in output.get("data", {}):
        output.data["text/plain"] = without_addresses(output.data["text/plain"])
    return output
