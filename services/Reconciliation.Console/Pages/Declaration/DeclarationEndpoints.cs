using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Reconciliation.Hosting;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>The data of the declaration, besides the record of accessibility.</summary>
/// <param name="Contact">The address, of mail or of a page, at which faults are reported; null: none is configured.</param>
public sealed record DeclarationModel(string? Contact)
{
    /// <summary>The address as a link leads to it.</summary>
    public string? Link => Contact is not { Length: > 0 } contact ? null
        : Uri.TryCreate(contact, UriKind.Absolute, out var page) && page.Scheme == Uri.UriSchemeHttps ? contact
        : "mailto:" + contact;

    /// <summary>The declaration of an installation.</summary>
    /// <param name="configuration">The configuration.</param>
    public static DeclarationModel From(IConfiguration configuration) => new(Settings.Read(configuration, "ACCESSIBILITE_CONTACT"));
}

/// <summary>The declaration of accessibility: for everybody, signed in or not.</summary>
internal static class DeclarationEndpoints
{
    public const string Address = "/accessibilite";

    public static void MapDeclaration(this IEndpointRouteBuilder pages) => pages.MapGet(
        Address, (DeclarationModel model) => Rendering.Page<DeclarationPage, DeclarationModel>(model)).MayAnswer(200);
}
