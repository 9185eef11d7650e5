using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary><c>recon api</c>, <c>recon console</c> and <c>recon engine</c>: one part each, on real servers, as in production.</summary>
internal static class HoteCommand
{
    public static Command Api() => Creer("api", "Sert l'API, sur de vrais serveurs.", api: true, engine: false);

    public static Command Console() => Creer("console", "Sert la console des agents de support, sur de vrais serveurs.", api: false, engine: false, console: true);

    public static Command Engine() => Creer("engine", "Consomme les deux flux de paiements, sur de vrais serveurs.", api: false, engine: true);

    private static Command Creer(string nom, string description, bool api, bool engine, bool console = false)
    {
        var cleLocale = new Option<FileInfo?>("--cle-locale")
        {
            Description = "Pour une pile de conteneurs sur cette machine seulement : accepte les jetons de développement signés par la clé de ce fichier, au lieu d'une autorité.",
        };
        var commande = new Command(nom, description) { cleLocale };
        commande.SetAction((resultat, cancellationToken) =>
            ExecuterAsync(api, engine, console, resultat.GetValue(cleLocale), cancellationToken));
        return commande;
    }

    private static async Task ExecuterAsync(bool api, bool engine, bool console, FileInfo? cleLocale, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        if (cleLocale is not null && Reglages.Lire(configuration, "AUTHORITY") is not null)
        {
            throw new DemarrageRefuseException("--cle-locale and RECONCILIATION_AUTHORITY exclude each other: a host trusts an authority or a development key.");
        }

        var reglages = new Reglages
        {
            Postgres = Bases.Lire(configuration),
            Soins = FormatsDeSoins.Lire(configuration),
            RabbitMq = Reglages.LireRabbitMq(configuration)
                ?? throw new DemarrageRefuseException("RECONCILIATION_RABBITMQ must name the broker, as an amqp URI."),
            Autorite = Reglages.Lire(configuration, "AUTHORITY"),
            CleDeDeveloppement = cleLocale is null ? null : CleDeDeveloppement.Lire(cleLocale),
            Audience = Reglages.Lire(configuration, "AUDIENCE") ?? "reconciliation",
            ConsoleClientId = Reglages.Lire(configuration, "CONSOLE_CLIENT_ID"),
            ConsoleClientSecret = Reglages.Lire(configuration, "CONSOLE_CLIENT_SECRET"),
            ConsoleRoles = Reglages.Lire(configuration, "CONSOLE_ROLES") ?? "roles",
            ConsoleCles = Reglages.Lire(configuration, "CONSOLE_KEYS"),
            JournalEnJson = true,
        };
        await using var app = Hotes.Construire(reglages, api, engine, console: console);
        await Bases.ExigerAJourAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
        await Hotes.ExecuterAsync(app, () => Task.CompletedTask, cancellationToken);
    }
}
