"""Serving: from lightness and hints to chroma and confidence at full resolution, with ONNX Runtime and NumPy."""
