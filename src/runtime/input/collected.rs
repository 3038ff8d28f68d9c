//! The bytes of a sequence until its end, and those of a sign.

/// The longest sequence whose bytes are kept. Keys and the answers that matter are far shorter; of
/// a longer one the end is waited for, and it means nothing.
const LONGEST: usize = 256;

/// The bytes of a sequence after its introducer.
#[derive(Debug)]
pub(super) struct Collected {
    alone: Option<u8>,
    bytes: Vec<u8>,
    is_too_long: bool,
}

impl Collected {
    /// Nothing yet, after an introducer that is the key Alt and this sign if nothing follows.
    pub(super) fn after(alone: Option<u8>) -> Self {
        Self {
            alone,
            bytes: Vec::new(),
            is_too_long: false,
        }
    }

    pub(super) fn push(&mut self, byte: u8) {
        if self.bytes.len() < LONGEST {
            self.bytes.push(byte);
        } else {
            self.is_too_long = true;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Whether the bytes are one number.
    pub(super) fn is_a_number(&self) -> bool {
        !self.is_empty() && self.bytes.iter().all(u8::is_ascii_digit)
    }

    /// The bytes; of a sequence that is too long, a byte that begins none with a meaning.
    pub(super) fn bytes(&self) -> &[u8] {
        if self.is_too_long { b"<" } else { &self.bytes }
    }

    /// The sign that was typed with Alt, as nothing followed it.
    pub(super) fn is_key_alone(&self) -> Option<u8> {
        self.alone.filter(|_| self.is_empty())
    }
}

/// The bytes of a sign in UTF-8, until it is whole.
#[derive(Debug)]
pub(super) struct Sign {
    bytes: [u8; 4],
    length: usize,
    alt: bool,
}

impl Sign {
    /// A sign that begins with this byte; `None` where none does.
    pub(super) fn begun(byte: u8, alt: bool) -> Option<Self> {
        matches!(byte, 0xc2..=0xf4).then_some(Self {
            bytes: [byte, 0, 0, 0],
            length: 1,
            alt,
        })
    }

    pub(super) fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    /// Whether Alt was held.
    pub(super) fn is_alt(&self) -> bool {
        self.alt
    }

    /// The sign, once its bytes are there; an error if they are none.
    pub(super) fn whole(&self) -> Result<Option<char>, ()> {
        let bytes = self.bytes.get(..self.length).unwrap_or_default();
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.chars().next()),
            Err(error) if error.error_len().is_none() => Ok(None),
            Err(_) => Err(()),
        }
    }
}
