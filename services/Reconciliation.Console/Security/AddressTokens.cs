using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Reconciliation.ConsoleWeb.Security;

/// <summary>
/// A token stands in an address instead of a member's number, a searched text or the amount and the day of the soin after which a list goes
/// on, because proxies, histories and logs keep addresses. Only this console reads such a token, and only for a day.
/// </summary>
/// <param name="protection">Encrypts.</param>
internal sealed class AddressTokens(IDataProtectionProvider protection)
{
    /// <summary>How long an address with a token works.</summary>
    public static readonly TimeSpan TokenValidity = TimeSpan.FromHours(24);

    private readonly ITimeLimitedDataProtector _adherents = protection.CreateProtector("console.adherent").ToTimeLimitedDataProtector();
    private readonly ITimeLimitedDataProtector _searches = protection.CreateProtector("console.recherche").ToTimeLimitedDataProtector();
    private readonly ITimeLimitedDataProtector _virements = protection.CreateProtector("console.virement").ToTimeLimitedDataProtector();
    private readonly ITimeLimitedDataProtector _places = protection.CreateProtector("console.place").ToTimeLimitedDataProtector();

    public string ForAdherent(string adherentId) => _adherents.Protect(adherentId, TokenValidity);

    public string? Adherent(string token) => Read(_adherents, token);

    public string ForSearch(string text, string motif) => _searches.Protect($"{motif}\n{text}", TokenValidity);

    public (string Text, string? Motif)? Recherche(string token) => Read(_searches, token)?.Split('\n', 2) switch
    {
        [var motif, var text] => (text, motif),
        [var text] => (text, null), // of the version before
        _ => null,
    };

    public string ForVirement(string reference) => _virements.Protect(reference, TokenValidity);

    public string? Virement(string token) => Read(_virements, token);

    public string ForPlace(string place) => _places.Protect(place, TokenValidity);

    public string? Place(string token) => Read(_places, token);

    private static string? Read(ITimeLimitedDataProtector protector, string token)
    {
        try
        {
            return protector.Unprotect(token);
        }
        catch (CryptographicException)
        {
            // Made by somebody else, by an instance that is no more, or too long ago.
            return null;
        }
    }
}
