using System.CommandLine;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;

namespace Reconciliation.Dev;

/// <summary><c>recon token</c>: a bearer token that local instances take, and no other.</summary>
internal static class TokenCommand
{
    /// <summary>How long a token is valid.</summary>
    private static readonly TimeSpan Duree = TimeSpan.FromHours(12);

    public static Command Creer()
    {
        var portees = new Argument<string[]>("SCOPE")
        {
            Description = $"Une ou plusieurs portées : {string.Join(", ", Portees.Toutes)}.",
            Arity = ArgumentArity.OneOrMore,
        };
        portees.AcceptOnlyFromAmong([.. Portees.Toutes]);
        var adherent = new Option<string?>("--adherent") { Description = "Limite le jeton à cet adhérent." };
        var sujet = new Option<string>("--sujet") { Description = "Le nom de l'appelant.", DefaultValueFactory = _ => "local" };
        var commande = new Command("token", "Écrit un jeton pour une instance locale ; il n'est accepté nulle part ailleurs.") { portees, adherent, sujet };
        commande.SetAction(resultat => Console.WriteLine(Signer(
            CleDeDeveloppement.LireOuCreer(),
            TimeProvider.System,
            resultat.GetRequiredValue(sujet),
            resultat.GetValue(adherent),
            resultat.GetRequiredValue(portees))));
        return commande;
    }

    /// <summary>Signs a token.</summary>
    /// <param name="cle">The development key.</param>
    /// <param name="horloge">The clock.</param>
    /// <param name="sujet">The caller.</param>
    /// <param name="adherent">The only member that it may read; null: any.</param>
    /// <param name="portees">The scopes.</param>
    public static string Signer(byte[] cle, TimeProvider horloge, string sujet, string? adherent, params IReadOnlyList<string> portees)
    {
        var maintenant = horloge.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object> { ["sub"] = sujet, ["scope"] = string.Join(' ', portees) };
        if (adherent is not null)
        {
            claims[Authentification.Adherent] = adherent;
        }

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Authentification.EmetteurLocal,
            Audience = "reconciliation",
            IssuedAt = maintenant,
            NotBefore = maintenant,
            Expires = maintenant + Duree,
            Claims = claims,
            SigningCredentials = new(new SymmetricSecurityKey(cle), SecurityAlgorithms.HmacSha256),
        });
    }
}
