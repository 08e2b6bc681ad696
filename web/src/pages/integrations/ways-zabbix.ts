/** The lines for Zabbix, as docs/integrations has them: a media type of the type Webhook needs both. Pure. */
import type { Way } from './tools.ts';

const PARAMETERS = `event_id             {EVENT.ID}
event_value          {EVENT.VALUE}
event_update_status  {EVENT.UPDATE.STATUS}
event_ack_status     {EVENT.ACK.STATUS}
nseverity            {EVENT.NSEVERITY}
subject              {ALERT.SUBJECT}
message              {ALERT.MESSAGE}
update_message       {EVENT.UPDATE.MESSAGE}
user                 {USER.FULLNAME}
host                 {HOST.NAME}`;

export const ZABBIX_WAYS: readonly [Way, ...Way[]] = [
  {
    name: 'Parameters',
    where: 'Alerts → Media types → Create, type Webhook: its parameters',
    lines: ({ url }) => `url                  ${url}\n${PARAMETERS}`,
  },
  {
    name: 'Script',
    where: 'The same media type: its script',
    lines: () => `var params = JSON.parse(value);
var url = params.url;
delete params.url;
var request = new HttpRequest();
request.addHeader('Content-Type: application/json');
var answer = request.post(url, JSON.stringify(params));
if (request.getStatus() !== 200) {
  throw 'Pager answered ' + request.getStatus() + ': ' + answer;
}
return answer;`,
  },
];
