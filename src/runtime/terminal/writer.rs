//! The writer that makes one write of one frame.

use std::io;
use std::sync::Arc;

use super::line::TerminalLine;

/// The bytes reserved for a frame: larger than any at 300×100 with all its colours.
const FRAME: usize = 256 * 1024;

/// Collects a frame, and hands it to the line when it is flushed.
#[derive(Debug)]
pub(super) struct FrameWriter {
    line: Arc<TerminalLine>,
    frame: Vec<u8>,
}

impl FrameWriter {
    pub(super) fn new(line: Arc<TerminalLine>) -> Self {
        Self {
            line,
            frame: Vec::with_capacity(FRAME),
        }
    }
}

impl io::Write for FrameWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let sent = self.line.send(&self.frame);
        self.frame.clear();
        sent
    }
}
