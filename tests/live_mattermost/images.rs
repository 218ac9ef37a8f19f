//! Profile pictures.

use crate::support::{FORBIDDEN, live, refusal, refused_with};

/// Eight by eight pixels, all red.
const PNG: &[u8] = b"\
    \x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x08\0\0\0\x08\x08\x02\0\0\0\x4b\x6d\x29\xdc\
    \0\0\0\x11IDAT\x78\xda\x63\xb8\xa0\xa0\x80\x15\x31\x0c\x2d\x09\0\xbe\x4e\x44\x01\x85\x07\x14\x0f\
    \0\0\0\0IEND\xae\x42\x60\x82";
/// More than any picture of 128 by 128 pixels takes.
const LIMIT: usize = 1 << 20;

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn a_picture_is_set_read_and_reset() {
    live(async |site| {
        let ada = site.person().await;
        let client = site.session(&ada).await;
        let me = client.user(&ada.id);
        let seen = site.client.user(&ada.id);
        let drawn = seen.default_image().await.unwrap();
        let drawn = drawn.bytes(LIMIT).await.unwrap();
        assert!(drawn.starts_with(b"\x89PNG"));

        me.set_image("a.png", PNG).await.unwrap();
        let image = seen.image().send().await.unwrap();
        let etag = image.etag().unwrap().to_owned();
        let uploaded = image.bytes(LIMIT).await.unwrap();
        assert!(uploaded.starts_with(b"\x89PNG"));
        assert_ne!(uploaded, drawn);
        assert!(seen.get().await.unwrap().last_picture_update.is_some());
        let again = seen.image().send_if_changed(etag).await.unwrap();
        assert!(again.is_none(), "nothing has changed");

        me.reset_image().await.unwrap();
        let image = seen.image().send().await.unwrap();
        assert_ne!(image.bytes(LIMIT).await.unwrap(), uploaded);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs: cargo xtask live --mattermost"]
async fn what_is_no_picture_is_refused() {
    live(async |site| {
        let (ada, bob) = (site.person().await, site.person().await);
        let client = site.session(&ada).await;
        let text = client.user(&ada.id).set_image("a.txt", "no picture").await;
        assert_eq!(refused_with(text), 400);
        let others = client.user(&bob.id).set_image("a.png", PNG).await;
        assert_eq!(refusal(others), FORBIDDEN);
        let user = site.client.user(&ada.id).get().await.unwrap();
        let updated = user.last_picture_update.unwrap_or_default();
        assert_eq!(updated.as_millis(), 0);
    })
    .await;
}
