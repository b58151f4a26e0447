"""docker's ``--format raw``: a line for each field (cli/command/formatter)."""

from __future__ import annotations

_RAW = {
    "container": "container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\n"
    "created_at: {{.CreatedAt}}\nstate: {{- pad .State 1 0}}\nstatus: {{- pad .Status 1 0}}\n"
    "names: {{.Names}}\nlabels: {{- pad .Labels 1 0}}\nports: {{- pad .Ports 1 0}}\n",
    "image": "repository: {{.Repository}}\ntag: {{.Tag}}\nimage_id: {{.ID}}\n"
    "created_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n",
    "digests": "repository: {{.Repository}}\ntag: {{.Tag}}\ndigest: {{.Digest}}\nimage_id: {{.ID}}\n"
    "created_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n",
    "network": "network_id: {{.ID}}\nname: {{.Name}}\ndriver: {{.Driver}}\nscope: {{.Scope}}\n",
    "volume": "name: {{.Name}}\ndriver: {{.Driver}}\n",
}
_QUIET = {
    "container": "container_id: {{.ID}}",
    "image": "image_id: {{.ID}}",
    "network": "network_id: {{.ID}}",
    "volume": "name: {{.Name}}",
}


def raw_template(kind: str, *, quiet: bool, size: bool, digests: bool) -> str:
    """The template that the word stands for."""
    if quiet:
        return _QUIET[kind]
    template = _RAW["digests" if digests else kind]
    return template + "size: {{- pad .Size 1 0}}\n" if size and kind == "container" else template
