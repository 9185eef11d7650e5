using System.CommandLine;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Bus;
using Reconciliation.Core;
using Reconciliation.Engine;
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
    private const int PortParDefaut = 5080;

    public static Command Creer()
    {
        var sansDemo = new Option<bool>("--no-demo") { Description = "Démarre sans données de démonstration." };
        var commande = new Command("run", "Démarre tout dans un seul processus, sur cette machine.") { sansDemo };
        commande.SetAction((resultat, cancellationToken) => ExecuterAsync(!resultat.GetValue(sansDemo), cancellationToken));
        return commande;
    }

    private static async Task ExecuterAsync(bool demo, CancellationToken cancellationToken)
    {
        var depart = Stopwatch.GetTimestamp();
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var rabbitMq = Reglages.LireRabbitMq(configuration);
        var adresse = $"http://127.0.0.1:{Port(configuration)}";
        await using var postgres = await PostgresServer.StartAsync(
            new ServerOptions { Durable = false }, TimeProvider.System, Dire, cancellationToken);
        await using var app = Hotes.Construire(
            new Reglages
            {
                Postgres = postgres.ConnectionString,
                RabbitMq = rabbitMq,
                Soins = FormatsDeSoins.Lire(configuration),
                CleDeDeveloppement = CleDeDeveloppement.LireOuCreer(),
            },
            api: true,
            engine: true,
            adresse,
            console: true);
        if (rabbitMq is not null)
        {
            await RabbitPolicies.ApplyAsync(rabbitMq, Dire, cancellationToken);
        }

        await MigrateCommand.MigrerAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
        await Hotes.ExecuterAsync(app, () => AccueillirAsync(app, adresse, postgres, rabbitMq, demo, depart, cancellationToken), cancellationToken);
    }

    private static async Task AccueillirAsync(
        WebApplication app, string adresse, PostgresServer postgres, Uri? rabbitMq, bool demo, long depart, CancellationToken cancellationToken)
    {
        await app.Services.GetRequiredService<Emetteur>().AttendreAsync(cancellationToken);
        Dire($"Prêt en {Stopwatch.GetElapsedTime(depart).TotalSeconds:0.0} s. PostgreSQL : {postgres.Origin}. Bus : {(rabbitMq is null ? "dans ce processus" : "RabbitMQ")}.");
        AnsiConsole.MarkupLineInterpolated($"""

              Console      [bold]{adresse}/[/]
              API          [bold]{adresse}/v1[/]
              OpenAPI      {adresse}/openapi/v1.json
              Santé        {adresse}/health/ready
              Métriques    {adresse}/metrics
              Un jeton     ./infra/token support producteur

            """);
        if (demo)
        {
            await Seance.JouerAsync(app.Services, adresse, cancellationToken);
        }

        Dire("Ctrl+C arrête tout.");
    }

    private static int Port(IConfiguration configuration) =>
        Reglages.Lire(configuration, "PORT") is not { } texte ? PortParDefaut
        : int.TryParse(texte, out var port) && port is > 0 and < 65536 ? port
        : throw new DemarrageRefuseException("RECONCILIATION_PORT must be a port number, from 1 to 65535.");

    // Spectre folds lines at 80 columns where there is no terminal; a log does not want that.
    private static void Dire(string phrase)
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
