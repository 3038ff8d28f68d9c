//! What rules hit in one snapshot after another.

use std::sync::Arc;

use super::SessionFlags;
use super::evaluate::evaluate;
use crate::live::matching::RememberedAnswers;
use crate::live::{DirectoryVersion, MatchContext, Snapshot, Twins};
use crate::query::QueryField;

/// The milliseconds for which flags hold although time passes.
const HOLD_FOR: i64 = 5_000;

/// Evaluates rules again and again: what follows from people's records alone is asked of those who
/// changed, and who is alike is found out when somebody changed.
#[derive(Default)]
pub struct FlagKeeper {
    remembered: RememberedAnswers,
    twins: Option<(DirectoryVersion, Arc<Twins>)>,
    last: Option<(Arc<SessionFlags>, MatchContext)>,
}

impl FlagKeeper {
    /// The flags of a snapshot, by the rules of the context.
    pub fn flags(&mut self, snapshot: &Arc<Snapshot>, context: &MatchContext) -> Arc<SessionFlags> {
        if let Some((flags, before)) = &self.last
            && flags.is_of(snapshot, context)
            && (context.now.millis() - before.now.millis()).abs() < HOLD_FOR
            && context.protects_as(before)
            && context.behind == before.behind
        {
            return Arc::clone(flags);
        }
        // What held of the snapshot before is not needed any more.
        self.last = None;
        let flags = Arc::new(SessionFlags {
            snapshot: Some(Arc::clone(snapshot)),
            ..self.evaluate(snapshot, context)
        });
        let context = MatchContext {
            screen: None,
            flags: None,
            twins: None,
            ..context.clone()
        };
        self.last = Some((Arc::clone(&flags), context));
        flags
    }

    /// The flags of a snapshot that is perhaps shared by nobody.
    pub(super) fn evaluate(&mut self, snapshot: &Snapshot, context: &MatchContext) -> SessionFlags {
        if context.rules.rules().is_empty() {
            return SessionFlags {
                rules: context.rules.clone(),
                ..SessionFlags::default()
            };
        }
        let uses_twins = context
            .rules
            .queries()
            .any(|query| query.uses(QueryField::Twin));
        let twins = if uses_twins {
            self.twins(snapshot)
        } else {
            Arc::default()
        };
        evaluate(snapshot, context, twins, &mut self.remembered)
    }

    /// Who is alike in a snapshot.
    pub(crate) fn twins(&mut self, snapshot: &Snapshot) -> Arc<Twins> {
        let directory = snapshot.directory();
        if let Some((version, twins)) = &self.twins
            && *version == directory.version()
        {
            return Arc::clone(twins);
        }
        let twins = Arc::new(Twins::of(directory));
        self.twins = Some((directory.version(), Arc::clone(&twins)));
        twins
    }
}
