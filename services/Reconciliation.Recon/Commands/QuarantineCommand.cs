using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;
using Spectre.Console;

namespace Reconciliation.Recon;

/// <summary><c>recon quarantine list|replay</c>: the same as the calls of the API, on the database and the broker of the settings.</summary>
internal static class QuarantineCommand
{
    /// <summary>What <c>replay</c> ends with where a message was refused again, or had changed.</summary>
    private const int Refuse = 2;

    private static readonly Option<EtatQuarantaine[]> Etat = new("--etat") { Description = "Un état ou plusieurs ; par défaut : Ouverte.", DefaultValueFactory = _ => [EtatQuarantaine.Ouverte] };
    private static readonly Option<PartDeLigne?> PartDeFlux = new("--part") { Description = "Le flux : Ro ou Complementaire." };
    private static readonly Option<string?> DeRegle = new("--regle") { Description = "Une règle du contrat." };
    private static readonly Option<string?> Origine = new("--origine") { Description = "Le nom de la file, ou http." };
    private static readonly Option<DateOnly?> Du = new("--du") { Description = "Premier jour de réception, aaaa-mm-jj." };
    private static readonly Option<DateOnly?> Au = new("--au") { Description = "Dernier jour de réception, aaaa-mm-jj." };

    public static Command Creer() => new("quarantine", "Montre et rejoue les messages en quarantaine.") { Lister(), Rejouer() };

    private static Command Lister()
    {
        var limite = new Option<int>("--limite") { Description = $"Nombre de messages, de 1 à {Limites.PageMax}.", DefaultValueFactory = _ => Limites.PageParDefaut };
        limite.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > Limites.PageMax)
            {
                r.AddError($"--limite : un nombre de 1 à {Limites.PageMax}.");
            }
        });
        var commande = new Command("list", "Liste les messages, du plus récent au plus ancien, sans leur contenu.") { Etat, PartDeFlux, DeRegle, Origine, Du, Au, limite };
        commande.SetAction(async (resultat, cancellationToken) =>
        {
            await using var source = BaseDeDonnees.Source(Postgres(Configuration()));
            var lectures = new QuarantaineLue(source);
            var messages = await lectures.PageAsync(Requete(resultat, resultat.GetRequiredValue(Etat), null, resultat.GetValue(limite)), cancellationToken);
            var ouvertes = await lectures.OuvertesAsync(cancellationToken);
            Montrer(messages);
            Console.WriteLine($"{messages.Count} message(s) ; ouverts en tout : {ouvertes[PartDeLigne.Ro]} RO, {ouvertes[PartDeLigne.Complementaire]} complémentaire(s).");
        });
        return commande;
    }

    private static Command Rejouer()
    {
        var ids = new Argument<long[]>("ID") { Description = "Les numéros des messages ; aucun : tous ceux que les filtres trouvent.", Arity = ArgumentArity.ZeroOrMore };
        var tous = new Option<bool>("--tous") { Description = "Rejoue tout ce qui est ouvert et que les filtres trouvent." };
        var motif = new Option<string?>("--motif") { Description = "Pourquoi, en clair ; conservé avec chaque rejeu." };
        var agent = new Option<string>("--agent") { Description = "Qui rejoue.", DefaultValueFactory = _ => Environment.UserName };
        var commande = new Command("replay", "Rejoue des messages, tels quels, par la porte par laquelle tous entrent.") { ids, tous, PartDeFlux, DeRegle, Origine, Du, Au, motif, agent };
        commande.Validators.Add(r =>
        {
            if ((r.GetValue(ids) is { Length: > 0 }) == r.GetValue(tous))
            {
                r.AddError("Donnez soit des numéros, soit --tous avec ou sans filtres.");
            }
        });
        commande.SetAction((resultat, cancellationToken) => ExecuterAsync(
            resultat, resultat.GetValue(ids) ?? [], resultat.GetValue(motif), $"recon:{resultat.GetRequiredValue(agent)}", cancellationToken));
        return commande;
    }

    private static async Task<int> ExecuterAsync(ParseResult resultat, IReadOnlyList<long> ids, string? motif, string agent, CancellationToken cancellationToken)
    {
        var configuration = Configuration();
        await using var source = BaseDeDonnees.Source(Postgres(configuration));
        await using var publication = await Publication.OuvrirAsync(configuration, TimeProvider.System, cancellationToken);
        var lectures = new QuarantaineLue(source);
        var rejeux = new Rejeux(
            source,
            lectures,
            (part, lignes, ct) => publication.EmettreAsync([.. lignes.Select(l => (part, l.Corps.ToArray()))], ct),
            TimeProvider.System);
        var issues = new Dictionary<IssueDeRejeu, int>();
        await foreach (var id in Messages(lectures, resultat, ids, cancellationToken))
        {
            var (issue, rejets) = await rejeux.RejouerAsync(id, null, null, agent, motif, cancellationToken);
            issues[issue] = issues.GetValueOrDefault(issue) + 1;
            Console.WriteLine($"{id} : {Dire(issue)}{string.Concat(rejets.Select(r => $" {r.Membre} {r.Regle} : {r.Motif}"))}");
        }

        Console.WriteLine($"Rejoués : {issues.GetValueOrDefault(IssueDeRejeu.Fait)} sur {issues.Values.Sum()}.");
        return issues.Keys.All(i => i is IssueDeRejeu.Fait or IssueDeRejeu.DejaRejoue) ? 0 : Refuse;
    }

    // Page by page towards the oldest, each message once: those that are refused again stay open.
    private static async IAsyncEnumerable<long> Messages(
        QuarantaineLue lectures, ParseResult resultat, IReadOnlyList<long> ids, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            yield return id;
        }

        for (long? apres = null; ids.Count == 0;)
        {
            var page = await lectures.PageAsync(Requete(resultat, [EtatQuarantaine.Ouverte], apres, Limites.PageMax), cancellationToken);
            foreach (var message in page)
            {
                yield return message.QuarantaineId;
            }

            if (page.Count < Limites.PageMax)
            {
                yield break;
            }

            apres = page[^1].QuarantaineId;
        }
    }

    private static RequeteQuarantaine Requete(ParseResult resultat, IReadOnlyList<EtatQuarantaine> etats, long? apres, int limite) => new(
        etats,
        resultat.GetValue(PartDeFlux),
        resultat.GetValue(DeRegle),
        resultat.GetValue(Origine),
        resultat.GetValue(Du) is { } du ? Paris.Debut(du) : null,
        resultat.GetValue(Au) is { } au ? Paris.Fin(au) : null,
        apres,
        limite);

    private static void Montrer(IReadOnlyList<MessageEnQuarantaine> messages)
    {
        var table = new Table().AddColumns("Numéro", "État", "Flux", "Origine", "Motifs", "Fois", "Reçu le (Paris)");
        foreach (var m in messages)
        {
            table.AddRow(
                new Text(m.QuarantaineId.ToString(CultureInfo.InvariantCulture)),
                new Text(m.Etat switch { EtatQuarantaine.Ouverte => "ouverte", EtatQuarantaine.Rejouee => "rejouée", _ => "écartée" }),
                new Text(m.Part == PartDeLigne.Ro ? "RO" : "complémentaire"),
                new Text(m.Origine),
                new Text(string.Join("\n", m.Motifs.Select(r => $"{r.Membre} {r.Regle}".Trim()))),
                new Text(m.Nombre.ToString(CultureInfo.InvariantCulture)),
                new Text(Paris.Heure(m.RecuLe).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)));
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 160;
        }

        AnsiConsole.Write(table);
    }

    private static string Dire(IssueDeRejeu issue) => issue switch
    {
        IssueDeRejeu.Fait => "rejoué.",
        IssueDeRejeu.Refuse => "refusé de nouveau.",
        IssueDeRejeu.Inconnu => "inconnu.",
        IssueDeRejeu.DejaRejoue => "déjà rejoué.",
        _ => "modifié entre-temps ; à relire.",
    };

    private static IConfigurationRoot Configuration() => new ConfigurationBuilder().AddEnvironmentVariables().Build();

    private static string Postgres(IConfiguration configuration) => Reglages.Lire(configuration, "POSTGRES")
        ?? throw new DemarrageRefuseException("RECONCILIATION_POSTGRES must name the database, as an Npgsql connection string.");
}
