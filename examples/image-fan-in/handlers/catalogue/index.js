'use strict';
// Account 222222222222. Buckets of three accounts send their events here; the event does not say which account, the bucket does.
const IMAGE = /\.(?:avif|gif|jpe?g|png|webp)$/i;

exports.handler = async ({ Records = [] }) => {
  const images = Records
    .filter(({ eventName }) => eventName.startsWith('ObjectCreated:'))
    .map(({ eventTime, s3: { bucket, object } }) => ({ bucket: bucket.name, key: decode(object.key), bytes: object.size, uploaded: eventTime }))
    .filter(({ key }) => IMAGE.test(key));
  for (const image of images) { console.log(JSON.stringify(image)); }
  return { images };
};

// S3 writes keys as in a form: "two words.png" is "two+words.png"
function decode(key) {
  return decodeURIComponent(key.replaceAll('+', ' '));
}
