using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Reconciliation.Api;

/// <summary>Refusals: each is a problem of the <see cref="Catalogue"/>, and what is particular to this time.</summary>
internal static class Problemes
{
    public static IResult ParametreInvalide(string parametre, string regle) => Creer(Catalogue.ParametreInvalide, $"{parametre} : {regle}");

    public static IResult ParametreInconnu(string parametre) =>
        Creer(Catalogue.ParametreInconnu, $"Le paramètre « {Court(parametre)} » n'existe pas.");

    public static IResult JsonInvalide() => Creer(Catalogue.JsonInvalide);

    public static IResult AdherentInterdit() => Creer(Catalogue.AdherentInterdit);

    public static IResult SoinInconnu() => Creer(Catalogue.SoinInconnu);

    public static IResult VirementInconnu() => Creer(Catalogue.VirementInconnu);

    public static IResult MessageInconnu() => Creer(Catalogue.MessageInconnu);

    public static IResult DejaRejoue() => Creer(Catalogue.DejaRejoue);

    public static IResult VersionPerimee() => Creer(Catalogue.VersionPerimee, "Relisez, puis recommencez avec le nouvel ETag dans If-Match.");

    public static IResult PreconditionRequise() => Creer(Catalogue.PreconditionRequise, "Donnez-y l'ETag de la version lue.");

    public static IResult RejeuRefuse(IReadOnlyList<Contracts.Rejet> motifs) => Creer(Catalogue.RejeuRefuse, membres: new() { ["motifs"] = motifs });

    public static IResult SoinInconnuAlors() => Creer(Catalogue.SoinInconnuAlors);

    public static IResult CurseurPerime() => Creer(Catalogue.CurseurPerime, "La base a été restaurée : reprenez le flux depuis son début.");

    public static IResult TropDeLecteurs() => Creer(Catalogue.TropDeLecteurs);

    public static IResult CorpsTropGrand() => Creer(Catalogue.CorpsTropGrand);

    public static IResult TropDEnregistrements() => Creer(Catalogue.TropDEnregistrements);

    public static IResult TypeNonPrisEnCharge() => Creer(Catalogue.TypeNonPrisEnCharge);

    public static IResult AucunAccepte(Contracts.ReponseIngestion reponse) =>
        Creer(Catalogue.AucunAccepte, membres: new() { ["acceptes"] = reponse.Acceptes, ["rejetes"] = reponse.Rejetes });

    public static IResult TropDeRequetes() => Creer(Catalogue.TropDeRequetes);

    /// <summary>Someone was faster: what there is now, and what made it so.</summary>
    public static IResult VersionPerimee(int version, string vue, IReadOnlyList<string> changements) => Creer(
        Catalogue.VersionPerimee,
        "Ce soin a changé depuis que vous l'avez lu.",
        new()
        {
            ["version"] = version,
            ["vue"] = JsonElement.Parse(vue),
            ["changements"] = JsonElement.Parse($"[{string.Join(',', changements)}]"),
        });

    public static IResult SoinRemplace(Guid par) => Creer(Catalogue.SoinRemplace, membres: new() { ["remplacePar"] = par });

    public static IResult DecisionSansObjet(string motif) => Creer(Catalogue.DecisionSansObjet, motif);

    public static IResult DecisionInvalide(IReadOnlyList<Contracts.Rejet> rejets) => Creer(Catalogue.DecisionInvalide, membres: new() { ["rejets"] = rejets });

    public static IResult Indisponible() => Creer(Catalogue.Indisponible);

    /// <summary>
    /// The problem of a refusal that the framework makes, which says no more than its status does. It is written whatever the caller
    /// accepts: a page of text would be of less use to it.
    /// </summary>
    public static IResult DuStatut(int statut) => Creer(statut switch
    {
        401 => Catalogue.NonAuthentifie,
        403 => Catalogue.PorteeInsuffisante,
        404 => Catalogue.Introuvable,
        405 => Catalogue.MethodeNonPermise,
        413 => Catalogue.CorpsTropGrand,
        415 => Catalogue.TypeNonPrisEnCharge,
        429 => Catalogue.TropDeRequetes,
        503 => Catalogue.Indisponible,
        >= 400 and < 500 => Catalogue.RequeteInvalide with { Statut = statut },
        _ => Catalogue.ErreurInterne with { Statut = statut },
    });

    private static IResult Creer(TypeDeProbleme probleme, string? detail = null, Dictionary<string, object?>? membres = null) =>
        Results.Problem(statusCode: probleme.Statut, type: probleme.Type, title: probleme.Titre, detail: detail, extensions: membres);

    // The name of a parameter comes from outside: enough of it to recognise, and nothing that could be a number of a person.
    internal static string Court(string nom) => Contracts.Nir.Caviarder(nom.Length > 40 ? nom[..40] : nom, aussiSansCle: true);
}
