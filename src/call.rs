//! One call of a raw client, answered with this library's error.

use progenitor_client::{Error as RawError, ResponseValue};

use crate::Error;

/// What the server answered, without its envelope.
pub(crate) async fn answer<T>(
    operation: &'static str,
    call: impl Future<Output = Result<ResponseValue<T>, RawError<()>>>,
) -> Result<T, Error> {
    match call.await {
        Ok(answer) => Ok(answer.into_inner()),
        Err(error) => Err(Error::from_raw(operation, error).await),
    }
}

/// Sends a request of a raw client: `call!(client, get_user.user_id(&id))`.
///
/// The operation that an error names is the function that was called, so the two cannot differ.
macro_rules! call {
    ($client:expr, $operation:ident $(.$setter:ident($($argument:expr),* $(,)?))*) => {
        $crate::call::answer(
            stringify!($operation),
            $client.raw().$operation()$(.$setter($($argument),*))*.send(),
        )
    };
}

/// Declares a request with options: its documentation, name and the request of the raw client. Its
/// options and `send` are written below it by hand, `send` with [`call::answer`](answer).
macro_rules! request {
    ($(#[doc = $doc:literal])* $name:ident: $operation:ident($request:ident) of $api:ident) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct $name<'a> {
            request: $crate::$api::raw::builder::$request<'a>,
        }

        impl<'a> $name<'a> {
            const OPERATION: &'static str = stringify!($operation);

            pub(in $crate::$api) fn new(request: $crate::$api::raw::builder::$request<'a>) -> Self {
                Self { request }
            }

            fn with(
                mut self,
                change: impl FnOnce(
                    $crate::$api::raw::builder::$request<'a>,
                ) -> $crate::$api::raw::builder::$request<'a>,
            ) -> Self {
                self.request = change(self.request);
                self
            }
        }
    };
}

pub(crate) use {call, request};

/// Makes "there is none" of an answer that says so.
pub(crate) fn found<T>(result: Result<T, Error>) -> Result<Option<T>, Error> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}
