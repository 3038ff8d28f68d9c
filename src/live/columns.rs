//! Sessions as columns. A chunk is shared between snapshots until the writer changes it, so
//! publishing costs a vector of pointers, and a page costs the chunks that its sessions are in.
//!
//! - here rows, chunks of them, and all of them
//! - `packed` times in half the memory

mod packed;

use std::sync::Arc;

pub(crate) use self::packed::{PackedTime, ReadableTime, packed_time, readable_time};
use self::packed::{pack, unpack};

use crate::live::directory::PersonIndex;
use crate::live::urls::UrlPlace;
use crate::model::{SentTime, SessionId};

/// Rows in one chunk: few enough that changing one row copies 4 kB, and 22 kB for a new one; enough
/// that a million sessions are a thousand pointers.
const CHUNK: usize = 1024;

/// The place of a session. It stays the same as long as the snapshot's epoch does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub(crate) u32);

impl Slot {
    /// The slot as an index into a vector of per-slot values.
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }

    pub(super) fn from_index(index: usize) -> Self {
        // A store holds fewer than 2^32 sessions: that many would be 43 million requests.
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

/// One session as the columns hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The session's number.
    pub session: SessionId,
    /// The owner, as a place in the directory.
    pub person: PersonIndex,
    /// When the person signed in.
    pub authenticated_at: SentTime,
    /// When Zendesk last noticed the session.
    pub last_seen_at: SentTime,
    /// The place of the address that came with it.
    pub(crate) url: UrlPlace,
}

/// Up to [`CHUNK`] rows, column by column. Most changes that a walk finds are in last-seen times;
/// the other columns stay shared when those are written.
#[derive(Clone)]
pub(crate) struct Chunk {
    lasting: Arc<Lasting>,
    last_seen: [PackedTime; CHUNK],
    gone: [u64; CHUNK / 64],
    /// Rows that a walk which proves nothing did not have.
    unconfirmed: [u64; CHUNK / 64],
    len: usize,
}

/// The columns that do not change while a session lives.
#[derive(Clone)]
struct Lasting {
    session: [u64; CHUNK],
    person: [u32; CHUNK],
    authenticated: [PackedTime; CHUNK],
    url: [u16; CHUNK],
}

impl Lasting {
    fn at(&self, offset: usize) -> (u64, u32, PackedTime, u16) {
        (
            self.session[offset],
            self.person[offset],
            self.authenticated[offset],
            self.url[offset],
        )
    }

    fn put(&mut self, offset: usize, row: (u64, u32, PackedTime, u16)) {
        (
            self.session[offset],
            self.person[offset],
            self.authenticated[offset],
            self.url[offset],
        ) = row;
    }
}

impl Chunk {
    fn empty() -> Arc<Self> {
        Arc::new(Self {
            lasting: Arc::new(Lasting {
                session: [0; CHUNK],
                person: [0; CHUNK],
                authenticated: [0; CHUNK],
                url: [0; CHUNK],
            }),
            last_seen: [0; CHUNK],
            gone: [0; CHUNK / 64],
            unconfirmed: [0; CHUNK / 64],
            len: 0,
        })
    }

    /// The session numbers of the rows in use, gone ones included.
    pub(crate) fn sessions(&self) -> &[u64] {
        &self.lasting.session[..self.len]
    }

    /// The owners, as directory places, beside [`Chunk::sessions`].
    pub(crate) fn people(&self) -> &[u32] {
        &self.lasting.person[..self.len]
    }

    /// Sign-in times, packed, beside [`Chunk::sessions`].
    pub(crate) fn authenticated(&self) -> &[PackedTime] {
        &self.lasting.authenticated[..self.len]
    }

    /// Last-seen times, packed, beside [`Chunk::sessions`].
    pub(crate) fn last_seen(&self) -> &[PackedTime] {
        &self.last_seen[..self.len]
    }

    /// Whether the row at `offset` left the list.
    pub(crate) fn is_gone(&self, offset: usize) -> bool {
        self.gone[offset / 64] & (1 << (offset % 64)) != 0
    }

    /// Whether the row at `offset` was missing in a walk that proves nothing.
    pub(crate) fn is_unconfirmed(&self, offset: usize) -> bool {
        self.unconfirmed[offset / 64] & (1 << (offset % 64)) != 0
    }

    /// Whether any row left the list.
    pub(crate) fn has_gone(&self) -> bool {
        self.gone.iter().any(|word| *word != 0)
    }

    fn put(&mut self, offset: usize, row: &Row) {
        let lasting = (
            row.session.get(),
            row.person.0,
            pack(row.authenticated_at),
            row.url.0,
        );
        if lasting != self.lasting.at(offset) {
            Arc::make_mut(&mut self.lasting).put(offset, lasting);
        }
        self.last_seen[offset] = pack(row.last_seen_at);
        self.gone[offset / 64] &= !(1 << (offset % 64));
        self.unconfirmed[offset / 64] &= !(1 << (offset % 64));
    }

    fn get(&self, offset: usize) -> Option<Row> {
        Some(Row {
            session: SessionId::new(*self.sessions().get(offset)?)?,
            person: PersonIndex(self.lasting.person[offset]),
            authenticated_at: unpack(self.lasting.authenticated[offset]),
            last_seen_at: unpack(self.last_seen[offset]),
            url: UrlPlace(self.lasting.url[offset]),
        })
    }
}

/// All rows. Cloning copies pointers; writing copies the chunks that others still hold.
#[derive(Clone, Default)]
pub(crate) struct SessionColumns {
    chunks: Vec<Arc<Chunk>>,
}

impl SessionColumns {
    /// The number of slots, gone ones included.
    pub(crate) fn len(&self) -> usize {
        self.chunks
            .last()
            .map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len)
    }

    /// The chunks, with the slot at which each begins.
    pub(crate) fn chunks(&self) -> impl Iterator<Item = (u32, &Chunk)> {
        (0..)
            .step_by(CHUNK)
            .zip(self.chunks.iter().map(AsRef::as_ref))
    }

    /// The chunk that has `slot`, and the place in it; `None` for a slot that was never used.
    pub(crate) fn chunk_of(&self, slot: Slot) -> Option<(&Chunk, usize)> {
        let (chunk, offset) = (self.chunks.get(slot.index() / CHUNK)?, slot.index() % CHUNK);
        (offset < chunk.len).then_some((chunk, offset))
    }

    /// The session in `slot`, gone or not; `None` for a slot that was never used.
    pub(crate) fn row(&self, slot: Slot) -> Option<Row> {
        self.chunks
            .get(slot.index() / CHUNK)?
            .get(slot.index() % CHUNK)
    }

    /// The number of the session in `slot`, 0 for a slot that was never used.
    pub(crate) fn session(&self, slot: Slot) -> u64 {
        self.chunks
            .get(slot.index() / CHUNK)
            .map_or(0, |chunk| chunk.lasting.session[slot.index() % CHUNK])
    }

    /// Whether this is the slot of this person's session with this number.
    pub(crate) fn is_of(&self, slot: Slot, number: u64, person: PersonIndex) -> bool {
        let chunk = self.chunks.get(slot.index() / CHUNK);
        chunk.is_some_and(|chunk| {
            let offset = slot.index() % CHUNK;
            chunk.lasting.session[offset] == number && chunk.lasting.person[offset] == person.0
        })
    }

    /// Whether the session in `slot` left the list.
    pub(crate) fn is_gone(&self, slot: Slot) -> bool {
        self.chunks
            .get(slot.index() / CHUNK)
            .is_none_or(|chunk| chunk.is_gone(slot.index() % CHUNK))
    }

    /// Adds a row at the end.
    pub(crate) fn push(&mut self, row: &Row) -> Slot {
        let slot = Slot::from_index(self.len());
        if self.chunks.last().is_none_or(|last| last.len == CHUNK) {
            self.chunks.push(Chunk::empty());
        }
        if let Some(last) = self.chunks.last_mut() {
            let chunk = Arc::make_mut(last);
            chunk.len += 1;
            chunk.put(slot.index() % CHUNK, row);
        }
        slot
    }

    /// Writes `row` into `slot`, unless it is the same already. Returns whether it wrote.
    pub(crate) fn set(&mut self, slot: Slot, row: &Row) -> bool {
        let offset = slot.index() % CHUNK;
        let Some(chunk) = self.chunks.get_mut(slot.index() / CHUNK) else {
            return false;
        };
        let is_as_before = !chunk.is_gone(offset) && !chunk.is_unconfirmed(offset);
        if chunk.get(offset).as_ref() == Some(row) && is_as_before {
            return false;
        }
        Arc::make_mut(chunk).put(offset, row);
        true
    }

    /// Notes that the session in `slot` left the list.
    pub(crate) fn remove(&mut self, slot: Slot) {
        if let Some(chunk) = self.chunks.get_mut(slot.index() / CHUNK) {
            let chunk = Arc::make_mut(chunk);
            let (word, bit) = (slot.index() % CHUNK / 64, 1 << (slot.index() % 64));
            chunk.gone[word] |= bit;
            chunk.unconfirmed[word] &= !bit;
        }
    }

    /// Notes that a walk which proves nothing did not have the session in `slot`. Returns whether
    /// that is new.
    pub(crate) fn doubt(&mut self, slot: Slot) -> bool {
        let offset = slot.index() % CHUNK;
        match self.chunks.get_mut(slot.index() / CHUNK) {
            Some(chunk) if !chunk.is_gone(offset) && !chunk.is_unconfirmed(offset) => {
                Arc::make_mut(chunk).unconfirmed[offset / 64] |= 1 << (offset % 64);
                true
            }
            _ => false,
        }
    }

    /// Whether the session in `slot` is listed, and a walk that proves nothing did not have it.
    pub(crate) fn is_unconfirmed(&self, slot: Slot) -> bool {
        self.chunks
            .get(slot.index() / CHUNK)
            .is_some_and(|chunk| chunk.is_unconfirmed(slot.index() % CHUNK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Timestamp;

    fn row(number: u32) -> Row {
        Row {
            session: SessionId::new(u64::from(number) + 1).unwrap(),
            person: PersonIndex(number / 2),
            authenticated_at: SentTime::At(Timestamp::from_seconds(1_000 + i64::from(number))),
            last_seen_at: SentTime::Absent,
            url: UrlPlace(u16::try_from(number % 3).unwrap()),
        }
    }

    #[test]
    fn rows_read_back_across_chunks() {
        let mut columns = SessionColumns::default();
        for number in 0..2_500 {
            assert_eq!(columns.push(&row(number)), Slot(number));
        }
        assert_eq!(columns.len(), 2_500);
        assert_eq!(columns.row(Slot(2_499)), Some(row(2_499)));
        assert_eq!(columns.row(Slot(2_500)), None);
        assert_eq!(
            columns.chunks().map(|(first, _)| first).collect::<Vec<_>>(),
            [0, 1024, 2048]
        );
    }

    #[test]
    fn a_write_touches_only_its_own_chunk_and_no_older_copy() {
        let mut columns = SessionColumns::default();
        for number in 0..2_500 {
            columns.push(&row(number));
        }
        let before = columns.clone();
        assert!(
            !columns.set(Slot(1_500), &row(1_500)),
            "the same values are no write"
        );
        assert!(columns.set(Slot(1_500), &row(9_000)));
        columns.remove(Slot(1_501));
        assert_eq!(before.row(Slot(1_500)), Some(row(1_500)));
        assert!(!before.is_gone(Slot(1_501)) && columns.is_gone(Slot(1_501)));
        let shared: Vec<bool> = before
            .chunks
            .iter()
            .zip(&columns.chunks)
            .map(|(a, b)| Arc::ptr_eq(a, b))
            .collect();
        assert_eq!(shared, [true, false, true]);
    }
}
