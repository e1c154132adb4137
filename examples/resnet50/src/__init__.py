"""The parts of the ResNet-50 example."""
