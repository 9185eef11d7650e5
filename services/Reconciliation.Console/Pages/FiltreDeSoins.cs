using System.Globalization;
using Microsoft.AspNetCore.Http;
using Reconciliation.Contracts;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>Which soins of a member are shown: it stands in the address, which can be kept, sent to a colleague and gone back to.</summary>
/// <param name="Du">The first day of care.</param>
/// <param name="Au">The last day of care.</param>
/// <param name="Situation">The only situation, if one.</param>
/// <param name="Apres">The last soin of the page before.</param>
public sealed record FiltreDeSoins(DateOnly? Du, DateOnly? Au, Situation? Situation, (DateOnly DateSoin, Guid SoinId)? Apres)
{
    public bool EstVide => this is { Du: null, Au: null, Situation: null };

    /// <summary>The situations to read; none: any.</summary>
    public IReadOnlyList<Domain.Situation> SituationsLues => Situation is { } situation ? [(Domain.Situation)situation] : [];

    /// <summary>Reads a filter; what cannot be read does not filter, since forms write only what can.</summary>
    /// <param name="requete">The query.</param>
    public static FiltreDeSoins De(IQueryCollection requete) => new(
        Jour(requete["du"]),
        Jour(requete["au"]),
        Enum.TryParse<Situation>(requete["situation"], ignoreCase: true, out var situation) && Enum.IsDefined(situation) ? situation : null,
        Jour(requete["apresLe"]) is { } jour && Guid.TryParse(requete["apres"], out var soinId) ? (jour, soinId) : null);

    /// <summary>The query that <see cref="De"/> reads.</summary>
    public string EnRequete()
    {
        var membres = new Dictionary<string, string?>
        {
            ["du"] = Texte(Du),
            ["au"] = Texte(Au),
            ["situation"] = Situation?.ToString(),
            ["apresLe"] = Texte(Apres?.DateSoin),
            ["apres"] = Apres?.SoinId.ToString(),
        };
        return QueryString.Create(membres.Where(m => m.Value is not null)).ToUriComponent();
    }

    private static string? Texte(DateOnly? jour) => jour?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Jour(string? texte) =>
        DateOnly.TryParseExact(texte, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var jour) ? jour : null;
}
