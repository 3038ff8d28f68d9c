//! Tokens are saved before they are used, and those that another process has saved are taken over.

use std::sync::PoisonError;

use super::ProviderParts;
use super::failure::{RenewalFailure, SIGN_IN};
use crate::auth::saved_sign_in::SavedSignIn;
use crate::auth::store::StoreError;

impl ProviderParts {
    /// Saves new tokens, and only then uses them. What cannot be saved is saved later: the tokens
    /// before it are used up.
    pub(super) async fn keep(&self, new: SavedSignIn, failures: u32) -> Result<(), RenewalFailure> {
        let saved = self.save(&new).await;
        match saved {
            Ok(()) => {
                self.set_unkept(None);
                self.hold(new);
                Ok(())
            }
            Err(error) => {
                self.set_unkept(Some(new));
                let why = format!(
                    "the new one could not be kept ({error}); leave zentop running until that is \
                     mended, or {SIGN_IN}"
                );
                Err(RenewalFailure::of_machine(why, failures))
            }
        }
    }

    /// Takes over the saved tokens, if they differ from those in memory.
    pub(super) async fn adopt(&self, failures: u32) -> Result<bool, RenewalFailure> {
        let known = self.held(|held| held.saved_sign_in.clone());
        if self.lock.is_none() {
            return Ok(false);
        }
        let saved = SavedSignIn::load(&*self.store, &known.origin).await;
        let saved = saved.map_err(|error| {
            let why = format!("what is kept of the sign-in cannot be read ({error})");
            RenewalFailure::of_machine(why, failures)
        })?;
        match saved {
            Some(saved) if saved.has_tokens_of(&known) => Ok(false),
            Some(saved) => {
                self.hold(saved);
                Ok(true)
            }
            None => Err(RenewalFailure::signed_out(format!(
                "{SIGN_IN}: it is not in {} any more",
                self.store.place()
            ))),
        }
    }

    /// Saves a sign-in where it is kept.
    pub(super) async fn save(&self, saved_sign_in: &SavedSignIn) -> Result<(), StoreError> {
        saved_sign_in.save(&*self.store).await
    }

    /// The new tokens that could not be kept yet.
    pub(super) fn unkept(&self) -> Option<SavedSignIn> {
        let unkept = self.unkept.lock();
        unkept.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_unkept(&self, unkept: Option<SavedSignIn>) {
        *self.unkept.lock().unwrap_or_else(PoisonError::into_inner) = unkept;
    }

    /// Uses these tokens from now on.
    fn hold(&self, saved_sign_in: SavedSignIn) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.turn_to(saved_sign_in);
    }
}
