"""python-on-whales: ``use`` is a program on it, ``hub`` stands for Docker Hub, ``__main__`` runs its own tests."""
