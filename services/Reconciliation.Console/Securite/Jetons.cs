using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Reconciliation.ConsoleWeb.Securite;

/// <summary>
/// What stands in an address instead of a member's number or of what was searched: proxies, histories and logs keep addresses. Only
/// this console reads such a token, and only for a day.
/// </summary>
/// <param name="protection">Encrypts.</param>
internal sealed class Jetons(IDataProtectionProvider protection)
{
    /// <summary>How long an address with a token works.</summary>
    public static readonly TimeSpan Validite = TimeSpan.FromHours(24);

    private readonly ITimeLimitedDataProtector _adherents = protection.CreateProtector("console.adherent").ToTimeLimitedDataProtector();
    private readonly ITimeLimitedDataProtector _recherches = protection.CreateProtector("console.recherche").ToTimeLimitedDataProtector();
    private readonly ITimeLimitedDataProtector _virements = protection.CreateProtector("console.virement").ToTimeLimitedDataProtector();

    public string PourAdherent(string adherentId) => _adherents.Protect(adherentId, Validite);

    public string? Adherent(string jeton) => Lire(_adherents, jeton);

    public string PourRecherche(string texte) => _recherches.Protect(texte, Validite);

    public string? Recherche(string jeton) => Lire(_recherches, jeton);

    public string PourVirement(string reference) => _virements.Protect(reference, Validite);

    public string? Virement(string jeton) => Lire(_virements, jeton);

    private static string? Lire(ITimeLimitedDataProtector protecteur, string jeton)
    {
        try
        {
            return protecteur.Unprotect(jeton);
        }
        catch (CryptographicException)
        {
            // Made by somebody else, by an instance that is no more, or too long ago.
            return null;
        }
    }
}
