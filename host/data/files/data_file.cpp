#include "data/files/data_file.hpp"

namespace glissade {

DataFile::DataFile(const std::string& path) : file_(path) {
  if (path.ends_with(".gz")) {
    encoder_ = std::make_unique<GzipEncoder>(
        [this](const void* bytes, std::size_t count) { file_.write(bytes, count); });
  }
}

void DataFile::write(const void* bytes, std::size_t count) {
  if (encoder_) {
    encoder_->write(bytes, count);
  } else {
    file_.write(bytes, count);
  }
}

void DataFile::finish() {
  end_compression();
  file_.finish();
}

void DataFile::commit() {
  end_compression();
  file_.commit();
}

void DataFile::end_compression() {
  if (encoder_) {
    encoder_->finish();
    encoder_.reset();
  }
}

}  // namespace glissade
