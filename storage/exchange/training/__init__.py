"""The training archive: made-up people in real villages, calibrated to the published figures of 2017."""

from storage.exchange.training.training_archive import make_training_archive

__all__ = ["make_training_archive"]
