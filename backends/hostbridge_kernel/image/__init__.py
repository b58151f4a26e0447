"""Images as data: references, media types, manifests, configurations, archives."""
