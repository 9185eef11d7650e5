using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb.Pages;

/// <summary>
/// The list from which a soin was opened, and its place there. It stands in the address of the soin's pages, one after the other, so that
/// the row that follows is one link away, with the filter of the list.
/// </summary>
/// <param name="List">The list.</param>
/// <param name="Filter">Its order and its filter; the row to go on after is the soin.</param>
/// <param name="Tokens">Writes the place into addresses.</param>
internal sealed record FromList(WorkList List, ListFilter Filter, AddressTokens Tokens)
{
    private const string Parameter = "liste";

    /// <summary>The row after it.</summary>
    public string Next => $"{List.Address}/suivant{Filter.ToQuery(Tokens)}";

    /// <summary>The row before it.</summary>
    public string Previous => $"{List.Address}/precedent{(Filter with { After = null, Before = Filter.After }).ToQuery(Tokens)}";

    /// <summary>The list itself.</summary>
    public string Back => List.Address + Filter.FromStart.ToQuery();

    /// <summary>The list that the address of a page names; null: it names none.</summary>
    /// <param name="http">The request.</param>
    public static FromList? Of(HttpContext http)
    {
        var tokens = http.RequestServices.GetRequiredService<AddressTokens>();
        var said = http.Request.Query[Parameter].ToString();
        var end = said.IndexOf('?', StringComparison.Ordinal);
        var slug = end < 0 ? said : said[..end];
        return WorkList.All.FirstOrDefault(l => l.Slug == slug) is { } list
            && ListFilter.From(new QueryCollection(QueryHelpers.ParseQuery(end < 0 ? "" : said[end..])), tokens, http.Parts())
                is { After: not null } filter
            ? new(list, filter, tokens)
            : null;
    }

    /// <summary>The page of a row of a list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="filter">Its order and its filter.</param>
    /// <param name="row">The row.</param>
    /// <param name="tokens">Writes the place into the address.</param>
    public static string AddressOf(WorkList list, ListFilter filter, WorkListSoin row, AddressTokens tokens) =>
        new FromList(list, filter with { After = row.Place, Before = null }, tokens).Added($"/soins/{row.SoinId}");

    /// <summary>An address to which a page leads, with the list from which the page was reached.</summary>
    /// <param name="http">The request of the page.</param>
    /// <param name="address">The address.</param>
    public static string Keep(HttpContext http, string address) => Of(http)?.Added(address) ?? address;

    private string Added(string address) =>
        QueryHelpers.AddQueryString(address, Parameter, List.Slug + Filter.ToQuery(Tokens));
}
