//! The addresses that sessions came with, each kept once.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::SentUrl;

/// The place of an address among those that are kept; the first stands for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct UrlPlace(pub(super) u16);

/// The addresses, shared between snapshots until there is a new one. Most accounts have one for all
/// sessions; a server that makes one up for each session does not fill the memory, because beyond
/// [`u16::MAX`] of them none is kept.
#[derive(Clone, Default)]
pub(crate) struct SentUrls(Arc<UrlTable>);

#[derive(Clone, Default)]
struct UrlTable {
    urls: Vec<SentUrl>,
    places: FxHashMap<SentUrl, UrlPlace>,
}

impl SentUrls {
    /// The place of `url`, which is kept from now on.
    pub(super) fn place(&mut self, url: &SentUrl) -> UrlPlace {
        if *url == SentUrl::default() {
            return UrlPlace::default();
        }
        if let Some(place) = self.0.places.get(url) {
            return *place;
        }
        let Ok(number) = u16::try_from(self.0.urls.len() + 1) else {
            return UrlPlace::default();
        };
        let (table, place) = (Arc::make_mut(&mut self.0), UrlPlace(number));
        table.urls.push(url.clone());
        table.places.insert(url.clone(), place);
        place
    }

    /// The address at `place`.
    pub(super) fn at(&self, place: UrlPlace) -> SentUrl {
        let index = usize::from(place.0).checked_sub(1);
        let url = index.and_then(|index| self.0.urls.get(index));
        url.cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UrlPatterns;

    #[test]
    fn what_is_kept_reads_back_and_has_a_bound() {
        let (mut urls, mut patterns) = (SentUrls::default(), UrlPatterns::default());
        let key = "1/2".parse().unwrap();
        let mut url = |number: u32| patterns.take(&format!("https://{number}x.test/"), key);
        let places: Vec<UrlPlace> = (0..70_000).map(|number| urls.place(&url(number))).collect();
        for number in [0, 1, 65_534] {
            assert_eq!(urls.at(places[number as usize]), url(number));
            assert_eq!(urls.place(&url(number)), places[number as usize]);
        }
        assert_eq!(urls.at(places[69_999]), SentUrl::default());
        assert_eq!(urls.at(UrlPlace::default()), SentUrl::default());
    }
}
