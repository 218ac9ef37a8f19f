//! The files of a user.

use std::collections::BTreeSet;

use chatadm::synapse::{Direction, UserId, UserMediaOrder, types};

use crate::support::Site;

async fn list(site: &Site, user: &UserId) -> Vec<types::UserMedia> {
    let media = site.client.user(user).media();
    let files = media.list().page_size(50).stream();
    files.try_collect().await.unwrap()
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn all_files_are_deleted_however_many_calls_it_takes() {
    let site = Site::open();
    let session = site.account("verb-uploads").await;
    let mut uploaded = BTreeSet::new();
    for number in 0..120_usize {
        let bytes = vec![b'x'; number + 1];
        uploaded.insert(session.upload(&format!("{number}.bin"), bytes).await);
    }
    let listed = list(&site, &session.user_id).await;
    let ids: BTreeSet<_> = listed.iter().map(|file| file.media_id.clone()).collect();
    assert_eq!((ids, listed.len()), (uploaded.clone(), 120));

    let media = site.client.user(&session.user_id).media();
    let by_size = media.list().order_by(UserMediaOrder::MediaLength);
    let largest = by_size.direction(Direction::B).page_size(1).send().await;
    let largest = largest.unwrap().items.remove(0);
    assert_eq!(largest.media_length, Some(120));
    let delete = media.delete().order_by(UserMediaOrder::MediaLength);
    let delete = delete.direction(Direction::B).limit(1);
    assert_eq!(delete.send().await.unwrap(), [&*largest.media_id]);

    let delete = media.delete().order_by(UserMediaOrder::MediaLength);
    let second = delete.skip(1).limit(1).send().await.unwrap();
    let left = list(&site, &session.user_id).await;
    let sizes: BTreeSet<_> = left.iter().filter_map(|file| file.media_length).collect();
    assert_eq!(left.len(), 118);
    assert!(sizes.contains(&1) && !sizes.contains(&2));

    let deleted = media.delete_all().await.unwrap();
    assert_eq!(deleted.len(), 118);
    let rest: BTreeSet<_> = deleted.into_iter().collect();
    uploaded.remove(&largest.media_id);
    uploaded.remove(&second[0]);
    assert_eq!(rest, uploaded);
    assert!(list(&site, &session.user_id).await.is_empty());
    assert!(media.delete_all().await.unwrap().is_empty());
    assert!(media.delete().send().await.unwrap().is_empty());
}

#[tokio::test]
#[ignore = "needs: cargo xtask live"]
async fn quarantine_shows_on_every_file() {
    let site = Site::open();
    let session = site.account("verb-quarantine").await;
    for number in 0..2_u8 {
        session.upload("q.bin", vec![number; 8]).await;
    }
    let media = site.client.user(&session.user_id).media();
    assert_eq!(media.quarantine().await.unwrap(), 2);
    let admin: UserId = site.manifest.id("/admin");
    for file in list(&site, &session.user_id).await {
        assert_eq!(file.quarantined_by, Some(admin.clone()));
    }
    assert_eq!(media.delete_all().await.unwrap().len(), 2);

    let nobody = site.user_of("nobody").media();
    assert_eq!(nobody.quarantine().await.unwrap(), 0);
    assert!(nobody.list().send().await.unwrap_err().is_not_found());
    assert!(nobody.delete_all().await.unwrap_err().is_not_found());
}
