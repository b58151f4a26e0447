"""What is kept on disk: blobs and layers by digest, and the names of images."""
