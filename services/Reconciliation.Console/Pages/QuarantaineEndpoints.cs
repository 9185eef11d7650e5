using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Reconciliation.Contracts;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>What the list of messages in quarantine shows.</summary>
public sealed record ListeEnQuarantaine
{
    /// <summary>How many soins each list has, and how many messages quarantine.</summary>
    public required IReadOnlyDictionary<string, long> Nombres { get; init; }

    /// <summary>How many messages are of each class of age; of those that a rule keeps out where one is chosen.</summary>
    public required IReadOnlyList<long> Ages { get; init; }

    /// <summary>How many messages each rule keeps out, the most first.</summary>
    public required IReadOnlyList<(string Regle, long Nombre)> Regles { get; init; }

    public required IReadOnlyList<MessageEnQuarantaine> Messages { get; init; }

    /// <summary>Who has taken which message up.</summary>
    public required IReadOnlyDictionary<string, string> PrisPar { get; init; }

    public required FiltreDeQuarantaine Filtre { get; init; }

    public required string? Suite { get; init; }

    public required string Agent { get; init; }

    public required DateTimeOffset Maintenant { get; init; }

    public IReadOnlyList<Issue> Issues { get; init; } = [];

    public string? Probleme { get; init; }

    public Saisie Saisie { get; init; } = Saisie.Aucune;
}

/// <summary>What is shown of the quarantine, as its address says.</summary>
/// <param name="Tranche">The class of age; null: all.</param>
/// <param name="Regle">A rule that is among the reasons; null: any.</param>
/// <param name="Apres">The last message of the page before.</param>
public sealed record FiltreDeQuarantaine(int? Tranche, string? Regle, (DateTimeOffset RecuLe, long QuarantaineId)? Apres)
{
    public static FiltreDeQuarantaine De(IQueryCollection requete) => new(
        Age.Lire(requete["age"]),
        requete["regle"].ToString() is { } regle && Contracts.Regle.Motifs.ContainsKey(regle) ? regle : null,
        DateTimeOffset.TryParse(requete["le"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var recuLe)
            && long.TryParse(requete["apres"], CultureInfo.InvariantCulture, out var id)
            ? (recuLe, id)
            : null);

    public string Adresse() => QuarantaineEndpoints.Adresse + QueryString.Create(new Dictionary<string, string?>
    {
        ["age"] = Tranche?.ToString(CultureInfo.InvariantCulture),
        ["regle"] = Regle,
        ["le"] = Apres is { } place ? InstantUtcConverter.Format(place.RecuLe) : null,
        ["apres"] = Apres?.QuarantaineId.ToString(CultureInfo.InvariantCulture),
    }.Where(m => m.Value is not null)).ToUriComponent();
}

/// <summary>What the page of a message in quarantine shows.</summary>
/// <param name="Message">The message.</param>
/// <param name="Corps">Its body.</param>
/// <param name="Suites">What was done about it.</param>
/// <param name="Probleme">What was wrong with the last attempt.</param>
/// <param name="Corrige">The body that was last tried.</param>
public sealed record DossierMessage(
    MessageEnQuarantaine Message, CorpsDeMessage Corps, IReadOnlyList<SuiteDeQuarantaine> Suites, string? Probleme, string? Corrige);

/// <summary>The work list of messages that could not be accepted, and what is done about them.</summary>
internal static class QuarantaineEndpoints
{
    public const string Adresse = "/a-traiter/quarantaine";
    public const string Rejouer = "rejouer";
    public const string Ecarter = "ecarter";

    public static void MapQuarantaine(this IEndpointRouteBuilder pages)
    {
        pages.MapGet(Adresse, (HttpContext http, Quarantaine q) => q.MontrerAsync(http));
        pages.MapPost(Adresse, (HttpContext http, Quarantaine q) => q.AgirAsync(http));
        pages.MapGet("/quarantaine/{id:long}", (long id, HttpContext http, Quarantaine q) => q.UnAsync(id, http, null, null, StatusCodes.Status200OK));
        pages.MapPost("/quarantaine/{id:long}", (long id, HttpContext http, Quarantaine q) => q.CorrigerAsync(id, http));
    }
}

/// <summary>Reads the quarantine for its pages, and takes messages out of it.</summary>
internal sealed class Quarantaine(
    NpgsqlDataSource source, QuarantaineLue lectures, Rejeux rejeux, Affectations affectations, LecteurDeListes listes, Storage.Acces acces, TimeProvider horloge)
{
    private const string Motif = "Liste de travail : quarantaine";

    public async Task<IResult> MontrerAsync(HttpContext http) => Rendu.Page<PageQuarantaine, ListeEnQuarantaine>(await LireAsync(http));

    public async Task<IResult> AgirAsync(HttpContext http)
    {
        var formulaire = await http.Request.ReadFormAsync(http.RequestAborted);
        var (action, motif) = (formulaire["action"].ToString(), formulaire["motif"].ToString().Trim());
        var choisis = formulaire["message"].Select(m => (m ?? "").Split(':')).Where(p => p.Length == 2)
            .Select(p => (Id: long.TryParse(p[0], CultureInfo.InvariantCulture, out var id) ? id : 0, Version: int.TryParse(p[1], CultureInfo.InvariantCulture, out var v) ? v : 0))
            .ToList();
        var probleme = choisis.Count == 0 ? "Cochez au moins une ligne."
            : choisis.Count > LecteurDeListes.ParPage ? $"Au plus {LecteurDeListes.ParPage} lignes à la fois."
            : ActionsDeListe.DemandeUnMotif(action) && !MotifAcces.EstValide(motif) ? $"Donnez un motif de {MotifAcces.Max} caractères au plus."
            : null;
        var issues = new List<Issue>();
        foreach (var (id, version) in probleme is null ? choisis : [])
        {
            var (fait, texte) = await AgirAsync(action, id, version, null, motif, http);
            issues.Add(new($"/quarantaine/{id}", $"Message {id}", fait, texte));
        }

        var page = await LireAsync(http);
        return Rendu.Page<PageQuarantaine, ListeEnQuarantaine>(
            page with { Issues = issues, Probleme = probleme, Saisie = probleme is null ? Saisie.Aucune : new(motif, [.. formulaire["message"]]) }, probleme is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    public async Task<IResult> UnAsync(long id, HttpContext http, string? probleme, string? corrige, int statut)
    {
        if (await lectures.UnAsync(id, http.RequestAborted) is not var (message, corps))
        {
            return Erreurs.Page(StatusCodes.Status404NotFound);
        }

        await acces.EnregistrerAsync(new(http.User.Identity!.Name!, "console", "lireQuarantaine", [], Motif: Motif), horloge.GetUtcNow(), http.RequestAborted);
        return Rendu.Page<PageMessage, DossierMessage>(
            new(message, QuarantaineLue.EnTexte(corps), await lectures.SuitesAsync(id, http.RequestAborted), probleme, corrige), statut);
    }

    public async Task<IResult> CorrigerAsync(long id, HttpContext http)
    {
        var formulaire = await http.Request.ReadFormAsync(http.RequestAborted);
        var (motif, corps) = (formulaire["motif"].ToString().Trim(), formulaire["corps"].ToString());
        if (!MotifAcces.EstValide(motif))
        {
            return await UnAsync(id, http, $"Donnez un motif de {MotifAcces.Max} caractères au plus.", corps, StatusCodes.Status422UnprocessableEntity);
        }

        _ = int.TryParse(formulaire["version"], CultureInfo.InvariantCulture, out var version);
        var corrige = formulaire["corrige"] == "1" ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(corps) : null;
        var (fait, texte) = await AgirAsync(formulaire["action"].ToString(), id, version, corrige, motif, http);
        return fait
            ? Results.LocalRedirect($"/quarantaine/{id}")
            : await UnAsync(id, http, $"Rien n'est changé : {texte}", corps, StatusCodes.Status422UnprocessableEntity);
    }

    private async Task<(bool Fait, string Texte)> AgirAsync(
        string action, long id, int version, ReadOnlyMemory<byte>? corrige, string motif, HttpContext http)
    {
        var (agent, fin) = (http.User.Identity!.Name!, http.RequestAborted);
        var cle = id.ToString(CultureInfo.InvariantCulture);
        switch (action)
        {
            case QuarantaineEndpoints.Rejouer:
                var (issue, rejets) = await rejeux.RejouerAsync(id, version, corrige, agent, motif, fin);
                return (issue == IssueDeRejeu.Fait, Dire(issue, rejets, "rejoué et accepté"));
            case QuarantaineEndpoints.Ecarter:
                var ecarte = await rejeux.EcarterAsync(id, version, agent, motif, fin);
                return (ecarte == IssueDeRejeu.Fait, Dire(ecarte, [], "écarté"));
            case ActionsDeListe.Prendre:
                var prisPar = await affectations.PrendreAsync(Affectations.Quarantaine, cle, agent, horloge.GetUtcNow(), fin);
                return (prisPar == agent, prisPar == agent ? "pris en charge" : $"déjà pris en charge par {prisPar}");
            case ActionsDeListe.Rendre:
                return await affectations.RendreAsync(Affectations.Quarantaine, cle, agent, fin) ? (true, "rendu") : (false, "vous ne l'aviez pas pris en charge");
            default:
                return (false, "action inconnue");
        }
    }

    private static string Dire(IssueDeRejeu issue, IReadOnlyList<Rejet> rejets, string fait) => issue switch
    {
        IssueDeRejeu.Fait => fait,
        IssueDeRejeu.Refuse => "encore refusé : " + string.Join(" ", rejets.Select(r => r.Membre.Length > 0 ? $"{r.Membre} : {r.Motif}" : r.Motif)),
        IssueDeRejeu.DejaRejoue => "déjà rejoué",
        IssueDeRejeu.Perime => "le message a changé depuis que vous l'avez affiché",
        _ => "ce message n'existe pas",
    };

    private async Task<ListeEnQuarantaine> LireAsync(HttpContext http)
    {
        var (filtre, maintenant, fin) = (FiltreDeQuarantaine.De(http.Request.Query), horloge.GetUtcNow(), http.RequestAborted);
        var lus = await lectures.ATraiterAsync(Age.Limites(filtre.Tranche, maintenant), filtre.Regle, filtre.Apres, LecteurDeListes.ParPage + 1, fin);
        var page = lus.Take(LecteurDeListes.ParPage).ToList();
        await acces.EnregistrerAsync(new(http.User.Identity!.Name!, "console", "listerQuarantaine", [], Motif: Motif), maintenant, fin);
        var parRegle = await Compteurs.ParAgeAsync(source, Compteurs.QuarantaineParRegle, Age.Bornes(maintenant), fin);
        var ages = filtre.Regle is { } regle
            ? [parRegle.GetValueOrDefault(regle, Age.Aucun)]
            : (await Compteurs.ParAgeAsync(source, Compteurs.Quarantaine, Age.Bornes(maintenant), fin)).Values;
        return new()
        {
            Nombres = await listes.NombresAsync(await listes.AgesAsync(maintenant, fin), fin),
            Ages = [.. Age.Tranches.Select((_, t) => ages.Sum(a => a[t]))],
            Regles = [.. parRegle.Select(r => (r.Key, r.Value.Sum())).OrderByDescending(r => r.Item2).ThenBy(r => r.Key, StringComparer.Ordinal)],
            Messages = page,
            PrisPar = await affectations.LireAsync(Affectations.Quarantaine, [.. page.Select(m => m.QuarantaineId.ToString(CultureInfo.InvariantCulture))], fin),
            Filtre = filtre,
            Suite = lus.Count > page.Count ? (filtre with { Apres = (page[^1].RecuLe, page[^1].QuarantaineId) }).Adresse() : null,
            Agent = http.User.Identity!.Name!,
            Maintenant = maintenant,
        };
    }
}
