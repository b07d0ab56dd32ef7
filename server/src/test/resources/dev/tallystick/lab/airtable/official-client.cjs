// Airtable's own client against the lab. Prints what it got as one JSON object; the JUnit test judges it.
const Airtable = require(process.env.CLIENT);

const client = (key) =>
  new Airtable({ endpointUrl: process.env.ENDPOINT, apiKey: key, noRetryIfRateLimited: true, requestTimeout: 20000 });
const base = client(process.env.KEY).base(process.env.BASE);
const clients = base('Clients');

const failure = async (work) => {
  try {
    await work();
    return 'no error';
  } catch (error) {
    return { error: error.error, statusCode: error.statusCode, message: error.message };
  }
};

const main = async () => {
  const seen = {};
  const all = await clients.select({ view: 'All' }).all();
  seen.all = all.map((record) => record.id);
  seen.first = all[0].fields;

  seen.pages = [];
  await clients.select({ pageSize: 40 }).eachPage((records, next) => {
    seen.pages.push(records.length);
    next();
  });
  seen.firstPage = (await clients.select({ maxRecords: 3, sort: [{ field: 'Age', direction: 'desc' }] }).firstPage())
    .map((record) => record.get('Age'));
  seen.filtered = (await clients.select({ filterByFormula: "{Name}='Client 7'", fields: ['Name'] }).all())
    .map((record) => record.fields);
  const ids = all.slice(0, 600).map((record) => `RECORD_ID()='${record.id}'`);
  const long = [];
  for (let i = 0; i < 6; i++) long.push(...ids);
  seen.byPost = (await clients.select({ filterByFormula: `OR(${long.join(',')})` }).all()).length;
  seen.alsoByPost = (await clients.select({ method: 'post', pageSize: 50 }).all()).length;
  seen.asText = (await clients.select({
    cellFormat: 'string', timeZone: 'Europe/Berlin', userLocale: 'de', maxRecords: 1, method: 'post',
    filterByFormula: "{Name}='Client 7'",
  }).all())[0].get('Age');
  seen.byId = Object.keys((await clients.select({ returnFieldsByFieldId: true, maxRecords: 1 }).all())[0].fields)
    .every((key) => key.startsWith('fld'));

  seen.found = (await clients.find(seen.all[4])).get('Name');
  const ten = Array.from({ length: 10 }, (_, i) => ({ fields: { Name: `Ten ${i}`, Age: i, Status: 'Open' } }));
  const created = await clients.create(ten);
  seen.created = created.map((record) => record.get('Name'));
  const one = await clients.create({ Name: 'One', Tags: ['red'] });
  seen.one = one.fields.Tags;
  const cast = await clients.create({ Name: 'Cast', Age: '12', Status: 'Waiting' }, { typecast: true });
  seen.cast = [cast.get('Age'), cast.get('Status')];

  seen.updated = (await clients.update([{ id: one.id, fields: { Age: 5 } }]))[0].fields;
  seen.updatedOne = (await clients.update(one.id, { Age: 6 })).get('Age');
  seen.replaced = (await clients.replace([{ id: one.id, fields: { Name: 'Only' } }]))[0].fields;
  seen.replacedOne = (await clients.replace(one.id, { Name: 'Again' })).fields;
  seen.destroyed = (await clients.destroy(created.map((record) => record.id))).length;
  seen.destroyedOne = (await clients.destroy(one.id)).id === one.id;

  seen.tooMany = await failure(() => clients.create([...ten, ...ten]));
  seen.badValue = await failure(() => clients.update(cast.id, { Age: 'many' }));
  seen.computed = await failure(() => clients.update(cast.id, { Label: 'x' }));
  seen.unknownField = await failure(() => clients.create({ Nothing: 1 }));
  seen.badFormula = await failure(() => clients.select({ filterByFormula: 'OR(' }).all());
  seen.deleted = await failure(() => clients.find(one.id));
  seen.noTable = await failure(() => base('Nobody').select().all());
  seen.noToken = await failure(() => client('patWrong').base(process.env.BASE)('Clients').select().all());
  seen.raw = (await base.makeRequest({ path: '/Clients', qs: { pageSize: 1 } })).body.records.length;
  for (let i = 0; i < 120 && !seen.throttled; i++) {
    const outcome = await failure(() => client(process.env.SLOW).base(process.env.OTHER)('T').select().all());
    if (outcome !== 'no error') seen.throttled = outcome;
  }
  console.log(JSON.stringify(seen));
};

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
