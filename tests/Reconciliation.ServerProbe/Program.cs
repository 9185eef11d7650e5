using Reconciliation.Dev;

// Starts both servers, says where they are, and ends with its standard input: a process for the tests to kill while it owns servers.
// Arguments: the sources to try (all of them when there is none).
var options = new ServerOptions { Durable = false };
if (args.Length > 0)
    options = options with { Sources = [.. args.Select(Enum.Parse<ServerSource>)] };

using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10), TimeProvider.System);
try
{
    var starting = PostgresServer.StartAsync(options, TimeProvider.System, Console.Error.WriteLine, limit.Token);
    await using var rabbit = await RabbitServer.StartAsync(options, TimeProvider.System, Console.Error.WriteLine, limit.Token);
    await using var postgres = await starting;
    Console.Error.WriteLine(postgres.Origin);
    Console.Error.WriteLine(rabbit.Origin);
    Console.WriteLine(postgres.ConnectionString);
    Console.WriteLine(postgres.Folder);
    Console.WriteLine(await rabbit.CreateVirtualHostAsync("probe", limit.Token));
    Console.WriteLine(rabbit.Folder);
    await Console.In.ReadToEndAsync(limit.Token);
    return 0;
}
catch (ServerUnavailableException unavailable)
{
    Console.Error.WriteLine(unavailable.Message);
    return 1;
}
