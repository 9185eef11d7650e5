using System.CommandLine;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Spectre.Console;

namespace Reconciliation.Dev;

/// <summary>
/// <c>recon run</c>: everything in one process on the loopback address. Without settings the bus is in process and PostgreSQL is a
/// private one that ends with the command.
/// </summary>
internal static class RunCommand
{
    private const int DefaultPort = 5080;

    // A refusal of the broker, or that it is away, is said before anything is started: somebody sits there and waits.
    private static readonly TimeSpan BrokerAnswerMax = TimeSpan.FromSeconds(10);

    public static Command Create(PaymentStreams streams)
    {
        var noDemo = new Option<bool>("--no-demo") { Description = "Démarre sans données de démonstration." };
        var command = new Command("run", "Démarre tout dans un seul processus, sur cette machine.") { noDemo };
        command.SetAction((result, cancellationToken) => RunAsync(streams, !result.GetValue(noDemo), cancellationToken));
        return command;
    }

    private static async Task RunAsync(PaymentStreams streams, bool demo, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var rabbitMq = Settings.ReadRabbitMq(configuration);
        var address = Address(configuration);
        HostAddress.AssertFree(address);
        if (rabbitMq is not null && await BrokerAnswer.AskAsync(rabbitMq, BrokerAnswerMax, cancellationToken) is { } answer)
        {
            throw new StartupRefusedException(answer.Sentence);
        }

        await using var postgres = await PostgresServer.StartAsync(
            new ServerOptions { Durable = false }, TimeProvider.System, Say, cancellationToken);
        await using var app = HostBuilding.Build(
            new Settings
            {
                Postgres = postgres.ConnectionString,
                Streams = streams,
                RabbitMq = rabbitMq,
                Management = Settings.ReadManagement(configuration),
                Soins = SoinFormats.Read(configuration),
                DevelopmentKey = DevelopmentKey.ReadOrCreate(),
            },
            api: true,
            engine: true,
            address,
            console: true);
        if (rabbitMq is not null)
        {
            await RabbitPolicies.ApplyAsync(rabbitMq.FirstNode(), Say, cancellationToken);
        }

        await MigrateCommand.MigrateAsync(
            app.Services.GetRequiredService<NpgsqlDataSource>(), app.Services.GetRequiredService<TableServer>(),
            Settings.ReadCells(configuration), cancellationToken);
        await HostBuilding.RunAsync(
            app, () => WelcomeAsync(app, address, postgres, rabbitMq, demo, startedAt, cancellationToken), cancellationToken);
    }

    private static async Task WelcomeAsync(
        WebApplication app, string address, PostgresServer postgres, BrokerAddress? rabbitMq, bool demo, long startedAt,
        CancellationToken cancellationToken)
    {
        await app.Services.GetRequiredService<Publisher>().WaitAsync(cancellationToken);
        Say($"Prêt en {Stopwatch.GetElapsedTime(startedAt).TotalSeconds:0.0} s. PostgreSQL : {postgres.Origin}. Bus : "
            + $"{(rabbitMq is null ? "dans ce processus" : "RabbitMQ")}.");
        AnsiConsole.MarkupLineInterpolated($"""

              Console      [bold]{address}/[/]
              API          [bold]{address}/v1[/]
              OpenAPI      {address}/openapi/v1.json
              Santé        {address}/health/ready
              Métriques    {address}/metrics
              Un jeton     ./infra/token support producteur

            """);
        if (demo)
        {
            await DemoSession.PlayAsync(app.Services, address, cancellationToken);
        }

        Say("Ctrl+C arrête tout.");
    }

    /// <summary>Where it listens, without a slash at its end.</summary>
    /// <param name="configuration">The environment.</param>
    public static string Address(IConfiguration configuration) => $"http://127.0.0.1:{Port(configuration)}";

    private static int Port(IConfiguration configuration) =>
        Settings.Read(configuration, "PORT") is not { } text ? DefaultPort
        : int.TryParse(text, out var port) && port is > 0 and < 65536 ? port
        : throw new StartupRefusedException("RECONCILIATION_PORT must be a port number, from 1 to 65535.");

    // Spectre folds lines at 80 columns where there is no terminal; a log does not want that.
    private static void Say(string phrase)
    {
        if (Console.IsOutputRedirected)
        {
            Console.WriteLine($"» {phrase}");
        }
        else
        {
            AnsiConsole.MarkupLineInterpolated($"[grey]»[/] {phrase}");
        }
    }
}
