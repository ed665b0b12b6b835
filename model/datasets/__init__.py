"""Training data: CIFAR-10 in its official form, and what is done to it on the way into a batch."""
