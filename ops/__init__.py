"""Starting and stopping: what stands behind `make run` and `make test`. The register never imports it."""
