"""Registries over HTTP (OCI distribution specification): transport, log-in, client."""
