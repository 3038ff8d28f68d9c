//! Lists that can be sent page by page.

/// Records in an order of their own. A cursor names the rank of a record, whether that still exists
/// or not.
pub(super) trait Listable {
    type Record;

    /// The rank of a record. Ranks rise along the list.
    fn rank(&self, record: &Self::Record) -> u64;

    fn count(&self) -> usize;

    /// Up to `limit` records behind `cursor`.
    fn after(&self, cursor: Option<u64>, limit: usize) -> Vec<Self::Record>;

    /// The last `limit` records before `cursor`, in the list's order.
    fn before(&self, cursor: u64, limit: usize) -> Vec<Self::Record>;

    /// `limit` records after leaving out the first `skip`.
    fn skip(&self, skip: usize, limit: usize) -> Vec<Self::Record>;

    /// The orders that a request by cursor may name.
    fn sorts(&self) -> &[&str] {
        &[]
    }
}

/// A list that is made for one request.
pub(super) struct Ranked<T> {
    records: Vec<T>,
    rank: fn(&T) -> u64,
    sorts: &'static [&'static str],
}

impl<T> Ranked<T> {
    /// Puts the records in the order of their ranks.
    pub(super) fn new(mut records: Vec<T>, rank: fn(&T) -> u64) -> Self {
        records.sort_by_key(rank);
        Self {
            records,
            rank,
            sorts: &[],
        }
    }

    /// Adds the orders that a request may name.
    pub(super) fn sorted_by(self, sorts: &'static [&'static str]) -> Self {
        Self { sorts, ..self }
    }
}

impl<T: Clone> Listable for Ranked<T> {
    type Record = T;

    fn rank(&self, record: &T) -> u64 {
        (self.rank)(record)
    }

    fn count(&self) -> usize {
        self.records.len()
    }

    fn after(&self, cursor: Option<u64>, limit: usize) -> Vec<T> {
        let is_before = |record: &T| cursor.is_some_and(|cursor| self.rank(record) <= cursor);
        self.skip(self.records.partition_point(is_before), limit)
    }

    fn before(&self, cursor: u64, limit: usize) -> Vec<T> {
        let end = self
            .records
            .partition_point(|record| self.rank(record) < cursor);
        let start = end.saturating_sub(limit);
        self.skip(start, end - start)
    }

    fn skip(&self, skip: usize, limit: usize) -> Vec<T> {
        let records = self.records.iter().skip(skip).take(limit);
        records.cloned().collect()
    }

    fn sorts(&self) -> &[&str] {
        self.sorts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_need_not_be_there_any_more() {
        let list = Ranked::new(vec![50, 10, 30, 40, 20], |number: &u64| *number);
        assert_eq!(list.after(None, 2), [10, 20]);
        assert_eq!(list.after(Some(20), 2), [30, 40]);
        assert_eq!(list.after(Some(25), 9), [30, 40, 50]);
        assert_eq!(list.before(40, 2), [20, 30]);
        assert_eq!(list.before(45, 9), [10, 20, 30, 40]);
        assert_eq!(list.skip(3, 9), [40, 50]);
        assert_eq!(list.count(), 5);
    }
}
