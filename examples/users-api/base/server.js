// A small API without dependencies: users of a team, as JSON.
import http from 'node:http';

const TEAMS = 40;
const users = Array.from({ length: 12_000 }, (_, id) => ({
  id,
  name: `user ${id}`,
  team: id % TEAMS,
  score: (id * 7919) % 1000,
}));

const byTeam = new Map();
for (const user of users) {
  byTeam.set(user.team, [...(byTeam.get(user.team) ?? []), user]);
}

function usersOf(team) {
  return byTeam.get(team) ?? [];
}

const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/health') {
    response.end('ok');
  } else if (url.pathname === '/users') {
    const found = usersOf(Number(url.searchParams.get('team') ?? 0));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(found));
  } else {
    response.statusCode = 404;
    response.end('not found');
  }
});

server.listen(Number(process.env.PORT), '127.0.0.1');
