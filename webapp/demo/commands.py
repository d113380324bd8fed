import click


@click.command("demo")
def demo():
    pass
