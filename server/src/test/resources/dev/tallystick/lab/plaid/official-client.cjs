// Plaid's own client against the lab. Prints what it got as one JSON object; the JUnit test judges it.
const { Configuration, PlaidApi } = require(process.env.CLIENT);

const client = (secret) =>
  new PlaidApi(
    new Configuration({
      basePath: process.env.ENDPOINT,
      baseOptions: { headers: { 'PLAID-CLIENT-ID': process.env.KEY, 'PLAID-SECRET': secret, 'Plaid-Version': '2020-09-14' } },
    }),
  );
const plaid = client(process.env.KEY);

const failure = async (work) => {
  try {
    await work();
    return 'no error';
  } catch (error) {
    const { error_type, error_code, request_id, display_message } = error.response.data;
    return { status: error.response.status, error_type, error_code, request_id, display_message };
  }
};

const loop = async (access_token, start, count) => {
  const got = { added: [], modified: [], removed: [], pages: 0, cursor: start };
  for (let more = true; more; ) {
    const { data } = await plaid.transactionsSync({ access_token, cursor: got.cursor, count });
    got.added.push(...data.added);
    got.modified.push(...data.modified);
    got.removed.push(...data.removed);
    got.pages += 1;
    got.cursor = data.next_cursor;
    more = data.has_more;
    got.status = data.transactions_update_status;
  }
  return got;
};

const main = async () => {
  const seen = {};
  const made = await plaid.sandboxPublicTokenCreate({ institution_id: 'ins_109508', initial_products: ['transactions'] });
  const { access_token, item_id } = (await plaid.itemPublicTokenExchange({ public_token: made.data.public_token })).data;
  seen.itemId = (await plaid.itemGet({ access_token })).data.item.item_id === item_id;
  seen.account = (await plaid.accountsGet({ access_token })).data.accounts[0];
  seen.live = (await plaid.accountsBalanceGet({ access_token })).data.accounts.length;

  const empty = (await plaid.transactionsSync({ access_token })).data;
  seen.notReady = [empty.transactions_update_status, empty.next_cursor, empty.has_more];
  for (let call = 0; call < 3; call++) {
    const transactions = Array.from({ length: 10 }, (_, i) => ({
      amount: 10.5 + i, description: `Shop ${call * 10 + i}`, date_posted: '2026-11-20', date_transacted: '2026-11-19',
    }));
    await plaid.sandboxTransactionsCreate({ access_token, transactions });
  }
  const first = await loop(access_token, undefined, 7);
  seen.first = { pages: first.pages, added: first.added.length, ids: new Set(first.added.map((t) => t.transaction_id)).size, status: first.status };
  seen.transaction = first.added[0];
  const second = await loop(access_token, first.cursor, 500);
  seen.second = [second.added.length, second.modified.length, second.removed.length, second.cursor === first.cursor];

  seen.wrongSecret = await failure(() => client('wrong').accountsGet({ access_token }));
  seen.wrongToken = await failure(() => plaid.accountsGet({ access_token: 'access-sandbox-none' }));
  seen.wrongCount = await failure(() => plaid.transactionsSync({ access_token, count: 501 }));
  seen.wrongCursor = await failure(() => plaid.transactionsSync({ access_token, cursor: 'bm90aGluZw==' }));
  await plaid.sandboxItemResetLogin({ access_token });
  seen.loginRequired = await failure(() => plaid.transactionsSync({ access_token }));
  seen.itemError = (await plaid.itemGet({ access_token })).data.item.error.error_code;
  seen.down = await failure(() => plaid.accountsGet({ access_token: process.env.DOWN }));
  process.stdout.write(JSON.stringify(seen));
};

main().catch((error) => {
  console.error(error.response ? error.response.data : error);
  process.exit(1);
});
