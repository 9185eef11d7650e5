using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary><c>recon api</c>, <c>recon console</c> and <c>recon engine</c>: one part each, on real servers, as in production.</summary>
internal static class HostCommand
{
    public static Command Api(PaymentStreams streams) =>
        Create("api", streams, "Sert l'API, sur de vrais serveurs.", api: true, engine: false);

    public static Command Console(PaymentStreams streams) => Create(
        "console", streams, "Sert la console des agents de support, sur de vrais serveurs.", api: false, engine: false, console: true);

    public static Command Engine(PaymentStreams streams) =>
        Create("engine", streams, "Consomme les flux de paiements, sur de vrais serveurs.", api: false, engine: true);

    private static Command Create(
        string name, PaymentStreams streams, string description, bool api, bool engine, bool console = false)
    {
        var localKey = new Option<FileInfo?>("--cle-locale")
        {
            Description =
                "Pour une pile de conteneurs sur cette machine seulement : accepte les jetons de développement signés par la clé de ce "
                    + "fichier, au lieu d'une autorité.",
        };
        var command = new Command(name, description) { localKey };
        command.SetAction((result, cancellationToken) =>
            RunAsync(streams, api, engine, console, result.GetValue(localKey), cancellationToken));
        return command;
    }

    private static async Task RunAsync(
        PaymentStreams streams, bool api, bool engine, bool console, FileInfo? localKey, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        if (localKey is not null && Settings.Read(configuration, "AUTHORITY") is not null)
        {
            throw new StartupRefusedException(
                "--cle-locale and RECONCILIATION_AUTHORITY exclude each other: a host trusts an authority or a development key.");
        }

        var settings = new Settings
        {
            Postgres = CommandDatabase.ReadConnectionString(configuration),
            Streams = streams,
            PostgresReading = api ? Settings.Read(configuration, "POSTGRES_LECTURE") : null,
            Soins = SoinFormats.Read(configuration),
            RabbitMq = Settings.ReadRabbitMq(configuration)
                ?? throw new StartupRefusedException("RECONCILIATION_RABBITMQ must name the broker, as an amqp URI."),
            Management = Settings.ReadManagement(configuration),
            Authority = Settings.Read(configuration, "AUTHORITY"),
            DevelopmentKey = localKey is null ? null : DevelopmentKey.Read(localKey),
            Audience = Settings.Read(configuration, "AUDIENCE") ?? "reconciliation",
            ConsoleClientId = Settings.Read(configuration, "CONSOLE_CLIENT_ID"),
            ConsoleClientSecret = Settings.Read(configuration, "CONSOLE_CLIENT_SECRET"),
            ConsoleRoles = Settings.Read(configuration, "CONSOLE_ROLES") ?? "roles",
            ConsoleKeys = Settings.Read(configuration, "CONSOLE_KEYS"),
            ConsoleKeysCertificate = Settings.Read(configuration, "CONSOLE_KEYS_CERTIFICATE"),
            Persons = PersonClaims.Read(Settings.Read(configuration, "PERSONNES")),
            Proxies = NamedProxies.Read(Settings.Read(configuration, "PROXIES")),
            OperationsPort = Settings.ReadOperationsPort(configuration),
            Hosts = (Settings.Read(configuration, "HOSTS") ?? "")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            LogsAsJson = true,
        };
        await using var app = HostBuilding.Build(settings, api, engine, console: console);
        await CommandDatabase.RequireUpToDateAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
        await HostBuilding.RunAsync(app, () => Task.CompletedTask, cancellationToken);
    }
}
