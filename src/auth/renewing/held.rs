//! The tokens in use.

use secrecy::ExposeSecret as _;

use crate::auth::saved_sign_in::SavedSignIn;
use crate::zendesk::{Credentials, SignInNumber};

/// The tokens in use, with the sign-in that they belong to.
pub(super) struct HeldTokens {
    pub(super) saved_sign_in: SavedSignIn,
    /// Which tokens these are, counted from those at the start.
    pub(super) number: SignInNumber,
    /// The credentials; `None` until there are tokens, and where these cannot be sent.
    pub(super) credentials: Option<Credentials>,
}

impl HeldTokens {
    pub(super) fn of(saved_sign_in: SavedSignIn, number: SignInNumber) -> Self {
        let credentials = Credentials::oauth(saved_sign_in.grant.access_token.expose_secret()).ok();
        Self {
            saved_sign_in,
            number,
            credentials,
        }
    }

    /// Holds other tokens. They may be another person's: of whoever signed in anew, and by a server's
    /// mistake even where they were renewed.
    pub(super) fn turn_to(&mut self, saved_sign_in: SavedSignIn) {
        *self = Self::of(saved_sign_in, self.number.next());
    }
}
